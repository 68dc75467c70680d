import { Counter, Gauge, type Registry } from 'prom-client'
import { inTime } from '../stopwatch/in-time.ts'

/** How a queue is at this moment. */
export interface QueueDepth {
  /** `checks`, `deliveries`. */
  readonly queue: string
  readonly waiting: number
  /** Left out where a queue gives nothing up. */
  readonly dead?: number
  /** When the oldest that waits was put there; null when none waits. Left out where a queue does not know. */
  readonly oldestAtMs?: number | null
}

export type ReadQueues = () => Promise<readonly QueueDepth[]>

interface QueueGaugesOptions {
  readonly readQueues: ReadQueues
  readonly onFailure: (error: unknown) => void
  readonly timeoutMs: number
  readonly nowMs?: () => number
}

/**
 * Depth and age, read when somebody asks. What cannot be read is left out, since an old figure would look like a new one,
 * and the failure is counted: an alarm on `agentsentry_queue_read_failures_total` tells both apart.
 */
export class QueueGauges {
  readonly #options: Required<QueueGaugesOptions>
  readonly #depth: Gauge<'queue' | 'state'>
  readonly #age: Gauge<'queue'>
  readonly #failures: Counter
  readonly #storeUp: Gauge

  constructor(registry: Registry, options: QueueGaugesOptions) {
    this.#options = { nowMs: Date.now, ...options }
    const registers = [registry]
    const depth = { name: 'agentsentry_queue_depth', help: 'How many wait or are given up', registers }
    this.#depth = new Gauge({ ...depth, labelNames: ['queue', 'state'] })
    const age = { name: 'agentsentry_queue_oldest_age_seconds', help: 'For how long the oldest has waited', registers }
    this.#age = new Gauge({ ...age, labelNames: ['queue'] })
    const failures = { name: 'agentsentry_queue_read_failures_total', help: 'Queues that could not be read', registers }
    this.#failures = new Counter(failures)
    const storeUp = { name: 'agentsentry_store_up', help: 'Whether the store answered this scrape: 1 or 0', registers }
    this.#storeUp = new Gauge(storeUp)
  }

  /** Reads the queues; never rejects. */
  async refresh(): Promise<void> {
    const { readQueues, onFailure, nowMs } = this.#options
    try {
      const queues = await inTime(readQueues(), this.#options.timeoutMs, 'the queues')
      this.#clear()
      this.#storeUp.set(1)
      for (const { queue, waiting, dead, oldestAtMs } of queues) {
        this.#depth.set({ queue, state: 'waiting' }, waiting)
        if (dead !== undefined) this.#depth.set({ queue, state: 'dead' }, dead)
        if (oldestAtMs === undefined) continue
        this.#age.set({ queue }, oldestAtMs === null ? 0 : Math.max(0, nowMs() - oldestAtMs) / 1e3)
      }
    } catch (error) {
      this.#clear()
      this.#failures.inc()
      this.#storeUp.set(0)
      onFailure(error)
    }
  }

  #clear(): void {
    this.#depth.reset()
    this.#age.reset()
  }
}
