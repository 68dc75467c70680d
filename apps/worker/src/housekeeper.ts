import { type Housekeeping, idempotencyWindowMs } from '@agentsentry/pipeline'
import type { WorkerLog } from './worker-log.ts'

const dayMs = 24 * 60 * 60 * 1000
const batch = 500
/** Between two batches, so that traces that come in never wait long for the database. */
const betweenBatchesMs = 50

export interface HousekeeperOptions {
  /** 0 keeps traces for good, save those of sessions that say otherwise. */
  readonly retentionDays: number
  readonly everyMs?: number
}

/** Forgets what has outlived its time, and makes room for what will come; at once, and then every minute. */
export class Housekeeper {
  readonly #house: Housekeeping
  readonly #log: WorkerLog
  readonly #retentionDays: number
  readonly #stopping = new AbortController()
  readonly #timer: NodeJS.Timeout
  #round: Promise<void>

  constructor(house: Housekeeping, log: WorkerLog, { retentionDays, everyMs = 60_000 }: HousekeeperOptions) {
    this.#house = house
    this.#log = log
    this.#retentionDays = retentionDays
    this.#round = this.#keep()
    this.#timer = setInterval(() => {
      this.#round = this.#round.then(() => this.#keep())
    }, everyMs)
  }

  /** Resolves when the work under way has ended; no more is begun. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#timer)
    await this.#round
  }

  /** One round. A fault is told and tried again in the next. */
  async #keep(): Promise<void> {
    try {
      const nowMs = Date.now()
      await this.#house.prepare(nowMs)
      const expired = await this.#house.expireIdempotencyKeys(nowMs - idempotencyWindowMs)
      if (expired > 0) this.#log.info({ expired }, 'forgot idempotency keys that were older than 24 hours')
      const removed = await this.#removeExpired(nowMs)
      if (removed > 0) this.#log.info({ removed }, 'removed traces that have outlived their time')
    } catch (error) {
      this.#log.error({ err: error }, 'housekeeping failed; it is tried again')
    }
  }

  async #removeExpired(nowMs: number): Promise<number> {
    const beforeMs = this.#retentionDays === 0 ? 0 : nowMs - this.#retentionDays * dayMs
    let removed = 0
    for (;;) {
      const count = await this.#house.removeExpired({ beforeMs, nowMs, batch })
      removed += count
      if (count < batch || this.#stopping.signal.aborted) return removed
      await new Promise((resolve) => setTimeout(resolve, betweenBatchesMs))
    }
  }
}
