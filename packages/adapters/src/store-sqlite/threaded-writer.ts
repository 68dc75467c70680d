import { Worker } from 'node:worker_threads'
import type { RecordOutcome } from '@agentsentry/pipeline'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { WriterAnswer, WriterRequest, WriterSettings } from './writer-thread.ts'

/**
 * Writes in a thread of its own, so that waiting for the disk holds up nothing else. A thread that dies fails what it had
 * been asked, and is replaced for what comes next.
 */
export class ThreadedWriter implements BatchWriter {
  readonly #settings: WriterSettings
  #thread: WriterThread

  constructor(settings: WriterSettings) {
    this.#settings = settings
    this.#thread = new WriterThread(settings)
  }

  async write(entries: readonly ProjectEntry[]): Promise<RecordOutcome[]> {
    return (await this.#ask({ kind: 'write', entries })) ?? []
  }

  async limitPages(pages: number): Promise<void> {
    await this.#ask({ kind: 'limit-pages', pages })
  }

  async close(): Promise<void> {
    await this.#thread.close()
  }

  #ask(request: WriterRequest): Promise<RecordOutcome[] | null> {
    if (this.#thread.hasEnded) this.#thread = new WriterThread(this.#settings)
    return this.#thread.ask(request)
  }
}

interface Waiting {
  resolve(outcomes: RecordOutcome[] | null): void
  reject(error: unknown): void
}

/** One life of the thread. It answers in the order in which it was asked. */
class WriterThread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  hasEnded = false

  constructor(settings: WriterSettings) {
    this.#worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: settings })
    this.#worker.on('message', (answer: WriterAnswer) => this.#settle(answer))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(databaseError('the writer thread ended', 'SQLITE_THREAD')))
  }

  ask(request: WriterRequest): Promise<RecordOutcome[] | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(request)
    })
  }

  async close(): Promise<void> {
    if (this.hasEnded) return
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve))
    this.#worker.postMessage({ kind: 'close' } satisfies WriterRequest)
    await exited
  }

  #settle(answer: WriterAnswer): void {
    const next = this.#waiting.shift()
    if (answer.kind === 'done') next?.resolve(answer.outcomes)
    else next?.reject(databaseError(answer.message, answer.code))
  }

  #end(error: unknown): void {
    this.hasEnded = true
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

function databaseError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code })
}
