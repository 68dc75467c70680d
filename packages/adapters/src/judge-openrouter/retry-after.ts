/** Longer waits are somebody's mistake, and the time is tried before. */
const maxRetryAfterMs = 10 * 60 * 1000

/** `Retry-After` in milliseconds, given as seconds or as a date (RFC 9110, 10.2.3); undefined when it says nothing. */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (!value) return undefined
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  if (Number.isNaN(ms)) return undefined
  return Math.min(Math.max(Math.ceil(ms), 0), maxRetryAfterMs)
}
