import type { ClaimedCheck, Clock, Outbox } from '@agentsentry/pipeline'

export interface LeaseKeeperOptions {
  readonly outbox: Pick<Outbox, 'renewChecks'>
  readonly clock: Clock
  readonly leaseMs: number
  /** Told of renewals that fail. What they were for may be claimed by another before it ends. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Renews leases for as long as their checks are under way. So a lease may be short, and what a killed worker had is
 * claimed by another soon, and yet outlive the longest check.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #held = new Set<ClaimedCheck>()
  readonly #timer: NodeJS.Timeout
  #renewal: Promise<void> = Promise.resolve()

  constructor(options: LeaseKeeperOptions) {
    this.#options = options
    // Two may fail, or come late, before a lease runs out.
    this.#timer = setInterval(() => {
      this.#renewal = this.#renewal.then(() => this.#renew())
    }, options.leaseMs / 4)
  }

  /** Holds the lease until the work has settled. */
  async during<Result>(claim: ClaimedCheck, work: () => Promise<Result>): Promise<Result> {
    this.#held.add(claim)
    return work().finally(() => this.#held.delete(claim))
  }

  /** Resolves when nothing is renewed any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewal
  }

  async #renew(): Promise<void> {
    const { outbox, clock, leaseMs, onFailure } = this.#options
    if (this.#held.size === 0) return
    await outbox.renewChecks([...this.#held], clock.nowMs() + leaseMs).catch(onFailure)
  }
}
