import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { isAllowedHost } from '#server/allowed-host.ts'
import { pathHeader } from '#server/path-header.ts'
import { isSameOrigin } from '#server/same-origin.ts'
import { contentSecurityPolicy, securityHeaders } from '#server/security-headers.ts'
import { settings } from '#server/settings.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])
const yearSeconds = 365 * 24 * 60 * 60
/** Browsers send reports of the policy on their own, without the origin of the page. */
const reportPath = '/csp-reports'

/** Stands before every page: what may not be served ends here, and everything that is goes with its policy. */
export function proxy(request: NextRequest): NextResponse {
  const config = settings()
  const { headers, method, nextUrl } = request
  const ownHost = headers.get('host')
  const host = config.AGENTSENTRY_TRUST_PROXY ? (firstOf(headers.get('x-forwarded-host')) ?? ownHost) : ownHost
  if (!isAllowedHost(host, config)) {
    return refuse(403, 'This dashboard is not served by this name; see AGENTSENTRY_ALLOWED_HOSTS.')
  }
  const isChange = !safeMethods.has(method) && nextUrl.pathname !== reportPath
  if (isChange && !isSameOrigin(headers.get('origin'), host)) {
    return refuse(403, 'Changes are not accepted from pages of another origin.')
  }
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development')
  const forwarded = new Headers(headers)
  // Next reads the nonce from here, and the pages their own address.
  forwarded.set('content-security-policy', policy)
  forwarded.set(pathHeader, nextUrl.pathname + nextUrl.search)
  // Next compares the origin of a Server Action with this name, and must not take it from just anybody.
  if (host !== null) forwarded.set('x-forwarded-host', host)
  const response = NextResponse.next({ request: { headers: forwarded } })
  response.headers.set('content-security-policy', policy)
  const isHttps = config.AGENTSENTRY_TRUST_PROXY && firstOf(headers.get('x-forwarded-proto')) === 'https'
  if (isHttps) response.headers.set('strict-transport-security', `max-age=${yearSeconds}`)
  return withSecurityHeaders(response)
}

export const config = { matcher: '/((?!_next/static/).*)' }

function refuse(status: number, message: string): NextResponse {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': "default-src 'none'" }
  return withSecurityHeaders(new NextResponse(`${message}\n`, { status, headers }))
}

function withSecurityHeaders(response: NextResponse): NextResponse {
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value)
  return response
}

function firstOf(header: string | null): string | null {
  return header?.split(',', 1)[0]?.trim() || null
}
