const maxMs = 24 * 60 * 60 * 1000

/**
 * What `Retry-After` (RFC 9110, 10.2.3) asks for, in milliseconds: seconds, or a date. Null where it is missing or cannot
 * be read. A day at most, so that no receiver puts a delivery off for good.
 */
export function retryAfterMsOf(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null
  const text = value.trim()
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), maxMs)
}
