import { Worker } from 'node:worker_threads'
import { activities, keptRuleSets, progressPlaces, type ThreadRequest, type ThreadResult } from './thread-messages.ts'

/** How long a request may take. What is not given is not bounded by it. */
export interface TimeLimits {
  /** Without a sign of progress, while a rule is tried. */
  readonly ruleMs: number
  /** Altogether, from when the rules are ready. */
  readonly totalMs: number
  /** Until the rules are ready: the start of the thread and compiling. */
  readonly preparingMs: number
}

/** How a thread that answered nothing came to its end. */
interface Loss {
  readonly kind: 'lost'
  /** Why, to follow the name of what was tried: `took longer than 250 ms`. */
  readonly cause: string
  /** What it was doing: the place of a rule, or one of `activities`. */
  readonly activity: number
  /** How long it had worked since the rules were ready. */
  readonly workedMs: number
}

export type Outcome = { readonly kind: 'done'; readonly result: ThreadResult } | Loss

/** How often a thread is looked after. A limit may be overrun by as much. */
const watchIntervalMs = 20

/** One life of a thread. It is ended from outside when it overruns a limit, since nothing else can interrupt it. */
export class Thread {
  readonly #worker: Worker
  readonly #progress = new Int32Array(new SharedArrayBuffer(8))
  readonly #ruleSets: number[] = []
  #work: Work | null = null
  hasEnded = false

  constructor(memoryMiB: number) {
    this.#worker = new Worker(new URL('./thread-program.ts', import.meta.url), {
      workerData: this.#progress.buffer,
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    })
    this.#worker.unref()
    this.#worker.on('message', (result: ThreadResult) => this.#end({ kind: 'done', result }))
    this.#worker.on('error', (error: NodeJS.ErrnoException) =>
      this.#lose(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `took more than ${memoryMiB} MiB` : `failed (${error.message})`,
      ),
    )
    this.#worker.on('exit', () => this.#lose('ended without an answer'))
  }

  get isBusy(): boolean {
    return this.#work !== null
  }

  /** Whether the rules of this set must go with the next request. The thread counts as having them then. */
  mustLearn(ruleSetNumber: number): boolean {
    if (this.#ruleSets.includes(ruleSetNumber)) return false
    this.#ruleSets.push(ruleSetNumber)
    if (this.#ruleSets.length > keptRuleSets) this.#ruleSets.shift()
    return true
  }

  /** May be called when it is not busy and has not ended. Always resolves. */
  ask(request: ThreadRequest, limits: TimeLimits): Promise<Outcome> {
    return new Promise((resolve) => {
      Atomics.store(this.#progress, progressPlaces.activity, activities.preparing)
      const watch = setInterval(() => this.#watch(), watchIntervalMs)
      const now = performance.now()
      this.#work = { limits, resolve, watch, askedMs: now, readyMs: null, changes: -1, changedMs: now }
      this.#worker.ref()
      this.#worker.postMessage(request)
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #watch(): void {
    const work = this.#work
    if (work === null) return
    const { limits } = work
    const now = performance.now()
    const activity = Atomics.load(this.#progress, progressPlaces.activity)
    const changes = Atomics.load(this.#progress, progressPlaces.changes)
    if (activity !== activities.preparing) work.readyMs ??= now
    if (changes !== work.changes) {
      work.changes = changes
      work.changedMs = now
    }
    if (work.readyMs === null) {
      if (now - work.askedMs > limits.preparingMs) this.#interrupt(limits.preparingMs)
    } else if (activity >= 0 && now - work.changedMs > limits.ruleMs) this.#interrupt(limits.ruleMs)
    else if (now - work.readyMs > limits.totalMs) this.#interrupt(limits.totalMs)
  }

  #interrupt(limitMs: number): void {
    this.#lose(`took longer than ${limitMs} ms`)
    void this.#worker.terminate()
  }

  #lose(cause: string): void {
    this.hasEnded = true
    const workedMs = this.#work?.readyMs == null ? 0 : performance.now() - this.#work.readyMs
    this.#end({ kind: 'lost', cause, activity: Atomics.load(this.#progress, progressPlaces.activity), workedMs })
  }

  #end(outcome: Outcome): void {
    const work = this.#work
    if (work === null) return
    this.#work = null
    clearInterval(work.watch)
    this.#worker.unref()
    work.resolve(outcome)
  }
}

interface Work {
  readonly limits: TimeLimits
  readonly resolve: (outcome: Outcome) => void
  readonly watch: NodeJS.Timeout
  readonly askedMs: number
  readyMs: number | null
  changes: number
  changedMs: number
}
