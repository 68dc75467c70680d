import { Worker } from 'node:worker_threads'
import { SentryError } from '@agentsentry/contract'
import type { Tallies, TallyRequest } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import type { Schema } from '../store-sql/schema.ts'
import type { TallyThreadAnswer, TallyThreadRequest, TallyThreadSettings } from './tally-thread.ts'

/** The log is moved into the file when so many traces were counted. */
const tidyAfter = 2_500

/**
 * Counts traces in a thread of its own, begun when it is first asked to, so that nothing else waits for the counting. The
 * connection of the queries is held meanwhile, as for a batch of traces: the two never wait for SQLite's lock.
 */
export class ThreadedTallies implements Tallies {
  readonly #settings: TallyThreadSettings
  readonly #db: Kysely<Schema>
  #thread: TallyThread | null = null
  #counted = 0

  constructor(settings: TallyThreadSettings, db: Kysely<Schema>) {
    this.#settings = settings
    this.#db = db
  }

  async tally(request: TallyRequest): Promise<number> {
    const count = await this.#db.connection().execute(() => this.#ask({ kind: 'tally', request }))
    this.#counted += count
    if (this.#counted >= tidyAfter) {
      this.#counted = 0
      await this.#ask({ kind: 'tidy' })
    }
    return count
  }

  /** A little at a time, and so beside everything else. */
  expireMinutes(nowMs: number): Promise<number> {
    return this.#ask({ kind: 'expire', nowMs })
  }

  async close(): Promise<void> {
    await this.#thread?.close()
  }

  #ask(request: TallyThreadRequest): Promise<number> {
    if (this.#thread === null || this.#thread.hasEnded) this.#thread = new TallyThread(this.#settings)
    return this.#thread.ask(request)
  }
}

interface Waiting {
  resolve(count: number): void
  reject(error: unknown): void
}

/** One life of the thread. It answers in the order in which it was asked. */
class TallyThread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  hasEnded = false

  constructor(settings: TallyThreadSettings) {
    this.#worker = new Worker(new URL('./tally-thread.ts', import.meta.url), { workerData: settings })
    this.#worker.on('message', (answer: TallyThreadAnswer) => this.#settle(answer))
    this.#worker.on('error', (error) => this.#end(error.message))
    this.#worker.on('exit', () => this.#end('the counting thread ended'))
  }

  ask(request: TallyThreadRequest): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(request)
    })
  }

  async close(): Promise<void> {
    if (this.hasEnded) return
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve))
    this.#worker.postMessage({ kind: 'close' } satisfies TallyThreadRequest)
    await exited
  }

  #settle(answer: TallyThreadAnswer): void {
    const next = this.#waiting.shift()
    if (answer.kind === 'done') next?.resolve(answer.count)
    else next?.reject(unavailable(answer.message))
  }

  #end(reason: string): void {
    this.hasEnded = true
    for (const { reject } of this.#waiting.splice(0)) reject(unavailable(reason))
  }
}

function unavailable(reason: string): SentryError {
  return new SentryError('store_unavailable', 'traces cannot be counted at the moment', { cause: new Error(reason) })
}
