import { SentryError } from '@agentsentry/contract'
import { type Outcome, Thread, type TimeLimits } from './thread.ts'
import type { ThreadRequest } from './thread-messages.ts'

export interface ThreadPoolOptions {
  readonly threads: number
  /** How many requests may wait for a thread. */
  readonly queueLength: number
  /** Memory of one thread. */
  readonly memoryMiB: number
}

/** What a thread is asked depends on what it knows, so the request is made when it is known which one is asked. */
export interface Job {
  readonly requestFor: (thread: Thread) => ThreadRequest
  readonly limits: TimeLimits
}

/** A few threads, each started when it is first needed and replaced when it has ended. */
export class ThreadPool {
  readonly #options: ThreadPoolOptions
  readonly #waiting: { readonly job: Job; readonly resolve: (outcome: Outcome) => void }[] = []
  #threads: Thread[] = []
  #isClosed = false

  constructor(options: ThreadPoolOptions) {
    this.#options = options
  }

  /**
   * Resolves with the answer, or with how the thread was lost. A job that was lost and is tried `again` goes before all
   * that wait. Rejects with `overloaded` when too many wait.
   */
  async run(job: Job, again = false): Promise<Outcome> {
    if (this.#isClosed)
      throw new SentryError('shutting_down', 'AgentSentry is shutting down; the request was not taken on')
    const thread = this.#freeThread()
    if (thread !== null) return this.#ask(thread, job)
    if (again) return new Promise((resolve) => this.#waiting.unshift({ job, resolve }))
    if (this.#waiting.length >= this.#options.queueLength)
      throw new SentryError('overloaded', 'too many costly requests wait already; nothing was recorded, try again')
    return new Promise((resolve) => this.#waiting.push({ job, resolve }))
  }

  /** Ends all threads. What they were asked is lost. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  async #ask(thread: Thread, job: Job): Promise<Outcome> {
    const outcome = await thread.ask(job.requestFor(thread), job.limits)
    this.#serveNext()
    return outcome
  }

  #serveNext(): void {
    const next = this.#waiting[0]
    if (next === undefined || this.#isClosed) return
    const thread = this.#freeThread()
    if (thread === null) return
    this.#waiting.shift()
    void this.#ask(thread, next.job).then(next.resolve)
  }

  #freeThread(): Thread | null {
    this.#threads = this.#threads.filter(({ hasEnded }) => !hasEnded)
    const idle = this.#threads.find(({ isBusy }) => !isBusy)
    if (idle !== undefined) return idle
    if (this.#threads.length >= this.#options.threads) return null
    const started = new Thread(this.#options.memoryMiB)
    this.#threads.push(started)
    return started
  }
}
