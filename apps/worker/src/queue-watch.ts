import { type CheckQueue, QueueUnavailable } from '@agentsentry/pipeline'
import type { WorkerLog } from './worker-log.ts'

const firstWaitMs = 500
const longestWaitMs = 10_000

/**
 * Knows whether the queue can be used. After a fault it is left alone for a while, and tried beside other work, so that
 * nobody waits for a queue that hangs. Tells once when it goes away, and once when it passes work on again: one that
 * can be read but not written to (full, or a replica) is not back.
 */
export class QueueWatch {
  readonly #queue: CheckQueue
  readonly #log: WorkerLog
  #state: 'away' | 'tried' | 'works' = 'away'
  #fault: string | null = 'not connected yet'
  #hasTold = false
  #waitMs = firstWaitMs
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(queue: CheckQueue, log: WorkerLog) {
    this.#queue = queue
    this.#log = log
    void this.#try()
  }

  get isUsable(): boolean {
    return this.#state !== 'away'
  }

  get fault(): string | null {
    return this.#fault
  }

  /** Asks the queue; null where it cannot be used. What is not the queue's fault rejects. */
  async tell<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
    if (this.#state === 'away') return null
    return ask().catch((error: unknown) => {
      if (!(error instanceof QueueUnavailable)) throw error
      this.#away(error)
      return null
    })
  }

  /** It has passed something on. */
  works(): void {
    if (this.#state !== 'tried') return
    this.#state = 'works'
    this.#waitMs = firstWaitMs
    this.#fault = null
    if (this.#hasTold) this.#log.info({}, 'Redis is back: checks are passed on through it')
    this.#hasTold = false
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  async #try(): Promise<void> {
    try {
      await this.#queue.waiting()
      this.#state = 'tried'
      this.#fault = null
    } catch (error) {
      this.#away(error)
    }
  }

  #away(error: unknown): void {
    if (this.#isStopped) return
    this.#state = 'away'
    this.#fault = error instanceof Error ? error.message : String(error)
    if (!this.#hasTold)
      this.#log.warn(
        { cause: this.#fault },
        'Redis cannot be used, see REDIS_URL: checks are taken from the database meanwhile',
      )
    this.#hasTold = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#try(), this.#waitMs)
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs)
  }
}
