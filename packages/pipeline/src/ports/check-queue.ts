/**
 * Passes names of checks from whoever finds them due to whoever makes them. It may lose, repeat and reorder them: the
 * outbox is the truth, and what is due there and was lost here is offered again.
 *
 * Every method but `close` rejects with {@link QueueUnavailable}, soon, whatever the queue is doing.
 */
export interface CheckQueue {
  /** Puts them behind those that are there, in this order. One that is there already stays where it is. */
  offer(traceIds: readonly string[]): Promise<void>
  /** Removes and returns the first, at most `limit`. Waits for none. Nobody else is given the same. */
  take(limit: number): Promise<string[]>
  /** How many are there to be taken. */
  waiting(): Promise<number>
  /** Resolves soon, and never rejects. Nothing may be called afterwards. */
  close(): Promise<void>
}

/** The queue cannot be used at the moment. `message` says why, for the log. */
export class QueueUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'QueueUnavailable'
  }
}
