/**
 * A path within this site, with its query; `/` for anything else. Browsers read `//host`, `/\host` and a tab in between as
 * another site, so the text must stay what it is when it is resolved against a site that nobody has.
 */
export function sameSitePath(text: string | null | undefined): string {
  if (!text?.startsWith('/') || text.length > 2_000) return '/'
  const base = 'http://own.invalid'
  if (!URL.canParse(text, base)) return '/'
  const { origin, pathname, search } = new URL(text, base)
  const isOwn = origin === base && !pathname.startsWith('//') && !pathname.startsWith('/sign-in')
  return isOwn ? pathname + search : '/'
}
