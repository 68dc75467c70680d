import type { Tallies } from '@agentsentry/pipeline'
import type { WorkerLog } from './worker-log.ts'

/** Few, since traces that come in wait for the database meanwhile. */
const batch = 250
/** Between two batches, so that they never wait long. */
const betweenBatchesMs = 25
const expireEveryMs = 60 * 60 * 1000

/** Counts traces once they are a minute old, a few at a time, every few seconds. */
export class Tallier {
  readonly #tallies: Tallies
  readonly #log: WorkerLog
  readonly #stopping = new AbortController()
  readonly #timer: NodeJS.Timeout
  #round: Promise<void> | null = null
  #expiredAtMs = 0
  #isFailing = false

  constructor(tallies: Tallies, log: WorkerLog, everyMs = 5_000) {
    this.#tallies = tallies
    this.#log = log
    this.#timer = setInterval(() => {
      this.#round ??= this.#run()
    }, everyMs)
  }

  /** Resolves when the batch under way has ended; no more is begun. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#timer)
    await this.#round
  }

  async #run(): Promise<void> {
    try {
      await this.#catchUp()
      await this.#expire()
      this.#isFailing = false
    } catch (error) {
      // Told once, and not again before it went well.
      if (!this.#isFailing) this.#log.error({ err: error }, 'traces cannot be counted; it is tried again')
      this.#isFailing = true
    }
    this.#round = null
  }

  async #catchUp(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const counted = await this.#tallies.tally({ nowMs: Date.now(), limit: batch })
      if (counted < batch) return
      await new Promise((resolve) => setTimeout(resolve, betweenBatchesMs))
    }
  }

  async #expire(): Promise<void> {
    const nowMs = Date.now()
    if (this.#stopping.signal.aborted || nowMs - this.#expiredAtMs < expireEveryMs) return
    await this.#tallies.expireMinutes(nowMs)
    this.#expiredAtMs = nowMs
  }
}
