import type { CheckQueue, ClaimedCheck, Clock, Outbox } from '@agentsentry/pipeline'
import { QueueWatch } from './queue-watch.ts'
import { TakenRate } from './taken-rate.ts'
import type { WorkerLog } from './worker-log.ts'

export interface QueuedChecksOptions {
  readonly outbox: Pick<Outbox, 'claimChecks' | 'dueChecks'>
  readonly queue: CheckQueue
  readonly clock: Clock
  readonly log: WorkerLog
  readonly leaseMs: number
  /** How many checks this worker makes at once. */
  readonly concurrency: number
}

/** So much work is passed on ahead: what is in the queue is no longer in the order of the outbox. */
const aheadMs = 2_000
/** What has been due for so long is claimed whether or not the queue has it: it may have lost it and not know. */
const overdueMs = 5_000

/**
 * Claims what a queue hands out, and feeds the queue from the outbox whenever it has too little: that is the relay, and
 * also the sweeper, since what a queue has lost is still due. While the queue cannot be used checks are claimed from the
 * outbox.
 */
export class QueuedChecks {
  readonly #options: QueuedChecksOptions
  readonly #watch: QueueWatch
  readonly #rate = new TakenRate()

  constructor(options: QueuedChecksOptions) {
    this.#options = options
    this.#watch = new QueueWatch(options.queue, options.log)
  }

  /** Null while the queue can be used, as far as is known; else why it cannot. */
  get fault(): string | null {
    return this.#watch.fault
  }

  /** Rejects with `store_unavailable`, and never because of the queue. */
  async claim(limit: number): Promise<ClaimedCheck[]> {
    const { outbox, leaseMs, clock } = this.#options
    if (!this.#watch.isUsable) return outbox.claimChecks({ limit, leaseMs, nowMs: clock.nowMs() })
    const claims = await this.#claimTaken(limit)
    if (claims.length === limit) return claims
    const due = await this.#feed()
    if (due === 0) return claims
    claims.push(...(await this.#claimTaken(limit - claims.length)))
    const missing = limit - claims.length
    if (missing > 0) claims.push(...(await this.#claimOverdue(missing)))
    return claims
  }

  async stop(): Promise<void> {
    this.#watch.stop()
    await this.#options.queue.close()
  }

  /** Names that somebody else has claimed, or that are done, come to nothing. */
  async #claimTaken(limit: number): Promise<ClaimedCheck[]> {
    const { outbox, queue, leaseMs, clock } = this.#options
    const among = (await this.#watch.tell(() => queue.take(limit))) ?? []
    if (among.length === 0) return []
    this.#watch.works()
    this.#rate.add(among.length, clock.nowMs())
    return outbox.claimChecks({ limit: among.length, leaseMs, nowMs: clock.nowMs(), among })
  }

  /** Returns how many were due. */
  async #feed(): Promise<number> {
    const { outbox, queue, clock, concurrency } = this.#options
    const nowMs = clock.nowMs()
    const limit = Math.max(2 * concurrency, Math.ceil((this.#rate.perSecond(nowMs) * aheadMs) / 1_000))
    const due = await outbox.dueChecks({ limit, nowMs })
    if (due.length === 0) return 0
    await this.#watch.tell(async () => {
      await queue.offer(due.map(({ traceId }) => traceId))
      this.#watch.works()
    })
    return due.length
  }

  #claimOverdue(limit: number): Promise<ClaimedCheck[]> {
    const { outbox, leaseMs, clock } = this.#options
    return outbox.claimChecks({ limit, nowMs: clock.nowMs() - overdueMs, leaseMs: leaseMs + overdueMs })
  }
}
