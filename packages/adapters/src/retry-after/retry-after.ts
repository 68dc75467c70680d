/**
 * What `Retry-After` (RFC 9110, section 10.2.3) asks for, in milliseconds: seconds, or a date. Null where it is missing or
 * cannot be read. At most `longestMs`, so that nobody puts us off for good.
 */
export function retryAfterMsOf(
  value: string | null | undefined,
  { nowMs, longestMs }: { readonly nowMs: number; readonly longestMs: number },
): number | null {
  const text = value?.trim() ?? ''
  if (text === '') return null
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? null : Math.min(Math.max(Math.ceil(ms), 0), longestMs)
}
