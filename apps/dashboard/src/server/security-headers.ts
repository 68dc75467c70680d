/**
 * Scripts run only with the nonce of this answer, or when such a script loads them; styles and fonts are our own files.
 * Nothing is fetched from, framed by or sent to another origin.
 */
export function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'none'",
    // React rebuilds the stacks of errors by `eval` while it is developed on.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // While developing, styles come in `<style>` elements of the tool.
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    // The editor of rules judges in a worker; without this line `script-src` would ask for a nonce, which workers do not have.
    "worker-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    'report-uri /csp-reports',
  ].join('; ')
}

export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-robots-tag': 'noindex, nofollow',
}
