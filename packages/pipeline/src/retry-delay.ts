export interface RetryPolicy {
  /** Before the second attempt. Each later wait is twice as long, up to the longest. */
  readonly firstMs: number
  readonly longestMs: number
}

/**
 * How long to wait after so many failed attempts (1 after the first), in milliseconds: exponential back-off with a
 * jitter of half to one and a half times, so that what failed together is not tried again together.
 */
export function retryDelayMs(failedAttempts: number, { firstMs, longestMs }: RetryPolicy, random: number): number {
  const doubled = firstMs * 2 ** Math.min(failedAttempts - 1, 30)
  return Math.round(Math.min(doubled, longestMs) * (0.5 + random))
}
