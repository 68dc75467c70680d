import { createHash } from 'node:crypto'

/** A strong entity tag (RFC 9110, section 8.8.3): equal for equal bytes only. */
export function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url')}"`
}

/** Whether `If-None-Match` names this tag, or any; compared weakly, as that header is. */
export function isNoneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  const named = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return named.includes('*') || named.includes(etag)
}
