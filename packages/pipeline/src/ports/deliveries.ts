/** Something that somebody outside is told, once: the id names what happened, such as `block:TRACE_ID`. */
export interface Incident {
  readonly id: string
  readonly kind: 'trace.blocked' | 'trace.elevated'
  /** What is told, as JSON text: the same bytes at every attempt. */
  readonly payloadJson: string
}

/** A delivery that is somebody's to make until the lease ends. */
export interface ClaimedDelivery extends Incident {
  readonly projectId: string
  readonly createdAtMs: number
  /** How often it was tried before. */
  readonly attempts: number
  readonly leaseToken: string
}

export interface ClaimRequest {
  readonly limit: number
  readonly leaseMs: number
  readonly nowMs: number
}

/** How much waits in an outbox. */
export interface OutboxDepth {
  readonly waiting: number
  readonly dead: number
  /** When the oldest that waits was recorded; null when none waits. */
  readonly oldestAtMs: number | null
}

/**
 * What waits to be told. Whoever claims has a lease; one that ran out is given to the next, and what the former then does
 * with it changes nothing and answers false.
 */
export interface Deliveries {
  /** Those due that nobody has, from all projects in turn, of each the oldest first. Never waits for another's claim. */
  claimDeliveries(request: ClaimRequest): Promise<ClaimedDelivery[]>
  finishDelivery(delivery: ClaimedDelivery): Promise<boolean>
  /** Failed for now: it is due again then. Counts as an attempt unless `cause` is null, which gives it back untried. */
  postponeDelivery(
    delivery: ClaimedDelivery,
    again: { readonly dueAtMs: number; readonly cause: string | null },
  ): Promise<boolean>
  /** Given up: it is kept, with the cause, and not tried again. */
  buryDelivery(delivery: ClaimedDelivery, cause: string): Promise<boolean>
  deliveryDepth(): Promise<OutboxDepth>
}
