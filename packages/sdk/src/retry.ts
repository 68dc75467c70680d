const repeatableStatus: ReadonlySet<number> = new Set([429, 502, 503, 504])

const firstPauseMs = 100
const longestBackoffMs = 5_000
/** However long a server asks us to wait, this is the most that is waited. */
const longestRetryAfterMs = 30_000

/** Whether an answer with this status says "not now" rather than "no". */
export function isWorthRepeating(status: number): boolean {
  return repeatableStatus.has(status)
}

/**
 * Milliseconds to wait before the next attempt, after `attempt` (from 1) failed: doubling, with the lower half left to
 * chance so that clients do not come back in step, and never less than the server asked for in `Retry-After`.
 */
export function pauseAfter(attempt: number, retryAfter: string | null, random = Math.random): number {
  const backoffMs = Math.min(longestBackoffMs, firstPauseMs * 2 ** (attempt - 1))
  return Math.max(backoffMs * (0.5 + random() / 2), retryAfterMs(retryAfter))
}

/** `Retry-After` (RFC 9110) is a number of seconds or an HTTP date; anything else asks for nothing. */
function retryAfterMs(value: string | null): number {
  if (value === null) return 0
  const text = value.trim()
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? 0 : Math.min(longestRetryAfterMs, Math.max(0, ms))
}
