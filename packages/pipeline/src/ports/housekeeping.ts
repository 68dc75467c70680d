export interface RetentionRequest {
  /** Traces from before this are removed, unless their session says otherwise. */
  readonly beforeMs: number
  readonly nowMs: number
  /** At most so many traces are removed in one go. */
  readonly batch: number
}

export interface Housekeeping {
  /** Forgets idempotency keys that were first used before this time. Returns how many. */
  expireIdempotencyKeys(beforeMs: number): Promise<number>
  /**
   * Removes traces that have outlived their time, a batch in each call, and sessions that hold none any more and are as
   * old. Sessions with a retention of their own keep to it. Returns how many traces went; less than a batch means that all are gone.
   */
  removeExpired(request: RetentionRequest): Promise<number>
  /** Makes room for the traces of the coming days, where the database wants that done ahead. */
  prepare(nowMs: number): Promise<void>
}
