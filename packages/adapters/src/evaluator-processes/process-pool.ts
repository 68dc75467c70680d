import { SentryError } from '@agentsentry/contract'
import type { JudgeRequest } from './judge-messages.ts'
import { JudgeProcess, type Outcome, type TimeLimits } from './judge-process.ts'

export interface ProcessPoolOptions {
  readonly processes: number
  /** How many requests may wait for a process. */
  readonly queueLength: number
  /** Memory of one process. */
  readonly memoryMiB: number
}

/** What a process is asked depends on what it knows, so the request is made when it is known which one is asked. */
export interface Job {
  readonly requestFor: (judge: JudgeProcess) => JudgeRequest
  readonly limits: TimeLimits
}

/** A few processes, each started when there is a job and all others are busy, and replaced when it has ended. */
export class ProcessPool {
  readonly #options: ProcessPoolOptions
  readonly #waiting: { readonly job: Job; readonly resolve: (outcome: Outcome) => void }[] = []
  #processes: JudgeProcess[] = []
  #isClosed = false

  constructor(options: ProcessPoolOptions) {
    this.#options = options
  }

  /**
   * Resolves with the answer, or with how the process was lost. A job that was lost and is tried `again` goes before all
   * that wait. Rejects with `overloaded` when too many wait.
   */
  async run(job: Job, again = false): Promise<Outcome> {
    if (this.#isClosed)
      throw new SentryError('shutting_down', 'AgentSentry is shutting down; the request was not taken on')
    const judge = this.#freeProcess()
    if (judge !== null) return this.#ask(judge, job)
    if (again) return new Promise((resolve) => this.#waiting.unshift({ job, resolve }))
    if (this.#waiting.length >= this.#options.queueLength)
      throw new SentryError('overloaded', 'too many costly requests wait already; nothing was recorded, try again')
    return new Promise((resolve) => this.#waiting.push({ job, resolve }))
  }

  /** Ends all processes. What they were asked is lost. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#processes.map((judge) => judge.close()))
  }

  async #ask(judge: JudgeProcess, job: Job): Promise<Outcome> {
    const outcome = await judge.ask(job.requestFor(judge), job.limits)
    this.#serveNext()
    return outcome
  }

  #serveNext(): void {
    const next = this.#waiting[0]
    if (next === undefined || this.#isClosed) return
    const judge = this.#freeProcess()
    if (judge === null) return
    this.#waiting.shift()
    void this.#ask(judge, next.job).then(next.resolve)
  }

  #freeProcess(): JudgeProcess | null {
    this.#processes = this.#processes.filter(({ hasEnded }) => !hasEnded)
    const idle = this.#processes.find(({ isBusy }) => !isBusy)
    if (idle !== undefined) return idle
    if (this.#processes.length >= this.#options.processes) return null
    const started = new JudgeProcess(this.#options.memoryMiB)
    this.#processes.push(started)
    return started
  }
}
