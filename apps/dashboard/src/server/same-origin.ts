/**
 * Whether a change was asked for by a page of this very origin. Browsers name the origin with every POST; `host` is what the
 * reader's browser calls this server. A request that names none is refused too: no page of ours sends one.
 */
export function isSameOrigin(origin: string | null, host: string | null): boolean {
  return origin !== null && host !== null && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
