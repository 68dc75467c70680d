import { Worker } from 'node:worker_threads'

export type ThreadAnswer<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** Only the text of an error crosses threads; its code is what tells a fault of the database from any other. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

export interface AskedThreadOptions {
  /** What the thread runs: it answers each request with one `ThreadAnswer`, in order, and ends after `{ kind: 'close' }`. */
  readonly program: URL
  /** Given to it as `workerData`. */
  readonly settings: unknown
  /** The error that whoever asked is given. */
  readonly failure: (message: string, code: string) => Error
}

interface Waiting<Result> {
  resolve(result: Result): void
  reject(error: unknown): void
}

/** A thread that is asked, and begun anew for what comes next when it died; what it had been asked then fails. */
export class AskedThread<Request, Result> {
  readonly #options: AskedThreadOptions
  #life: Life<Request, Result> | null = null

  /** Begins nothing: the first request does, or {@link begin}. */
  constructor(options: AskedThreadOptions) {
    this.#options = options
  }

  begin(): void {
    this.#living()
  }

  ask(request: Request): Promise<Result> {
    return this.#living().ask(request)
  }

  async close(): Promise<void> {
    await this.#life?.close()
  }

  #living(): Life<Request, Result> {
    if (this.#life === null || this.#life.hasEnded) this.#life = new Life(this.#options)
    return this.#life
  }
}

class Life<Request, Result> {
  readonly #worker: Worker
  readonly #failure: AskedThreadOptions['failure']
  readonly #waiting: Waiting<Result>[] = []
  hasEnded = false

  constructor({ program, settings, failure }: AskedThreadOptions) {
    this.#failure = failure
    this.#worker = new Worker(program, { workerData: settings })
    this.#worker.on('message', (answer: ThreadAnswer<Result>) => this.#settle(answer))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(failure('the thread ended', 'SQLITE_THREAD')))
  }

  ask(request: Request): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(request)
    })
  }

  async close(): Promise<void> {
    if (this.hasEnded) return
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve))
    this.#worker.postMessage({ kind: 'close' })
    await exited
  }

  #settle(answer: ThreadAnswer<Result>): void {
    const next = this.#waiting.shift()
    if (answer.kind === 'done') next?.resolve(answer.result)
    else next?.reject(this.#failure(answer.message, answer.code))
  }

  #end(error: unknown): void {
    this.hasEnded = true
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
