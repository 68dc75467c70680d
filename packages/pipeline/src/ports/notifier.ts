import type { ClaimedDelivery } from './deliveries.ts'

/** What a notifier needs of a delivery. Its id goes with it, so that a receiver knows one that comes again. */
export type NotifiedDelivery = Pick<ClaimedDelivery, 'id' | 'kind' | 'payloadJson' | 'createdAtMs'>

/** Tells somebody outside. */
export interface Notifier {
  /**
   * Makes one attempt; resolves when the receiver has said that it has the delivery. A receiver may see a delivery twice,
   * under the same id, when its answer was lost. Rejects with {@link NotifyFailure} and nothing else, also when `signal`
   * ends the attempt.
   */
  notify(delivery: NotifiedDelivery, signal: AbortSignal): Promise<void>
}

interface NotifyFailureOptions {
  /** Whether the same delivery may succeed later. */
  readonly retryable: boolean
  /** How long the receiver asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | null
}

/** A delivery did not arrive, or nobody said that it did. `cause` is a sentence for the log, without anything secret. */
export class NotifyFailure extends Error {
  override readonly cause: string
  readonly retryable: boolean
  readonly retryAfterMs: number | null

  constructor(cause: string, { retryable, retryAfterMs = null }: NotifyFailureOptions) {
    super(cause)
    this.name = 'NotifyFailure'
    this.cause = cause
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }
}
