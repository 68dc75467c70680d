import { Worker } from 'node:worker_threads'
import type { RecordOutcome, TraceEntry } from '@agentsentry/pipeline'
import type { BatchWriter } from './batch-writer.ts'
import type { WriterAnswer, WriterRequest, WriterSettings } from './writer-thread.ts'

/**
 * Writes in a thread of its own, so that waiting for the disk holds up nothing else. A thread that dies fails the batch
 * that it had, and is replaced for the next one.
 */
export class ThreadedWriter implements BatchWriter {
  readonly #settings: WriterSettings
  #thread: Worker | null = null

  constructor(settings: WriterSettings) {
    this.#settings = settings
    this.#thread = this.#start()
  }

  async write(entries: readonly TraceEntry[]): Promise<RecordOutcome[]> {
    return (await this.#ask({ kind: 'write', entries })) ?? []
  }

  async limitPages(pages: number): Promise<void> {
    await this.#ask({ kind: 'limit-pages', pages })
  }

  async close(): Promise<void> {
    const thread = this.#thread
    if (thread === null) return
    const exited = new Promise((resolve) => thread.once('exit', resolve))
    thread.postMessage({ kind: 'close' } satisfies WriterRequest)
    await exited
  }

  #start(): Worker {
    const thread = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: this.#settings })
    thread.once('exit', () => {
      if (this.#thread === thread) this.#thread = null
    })
    // Who waits for an answer listens too; this keeps a fault between two batches from ending the process.
    thread.on('error', () => {})
    return thread
  }

  #ask(request: WriterRequest): Promise<RecordOutcome[] | null> {
    this.#thread ??= this.#start()
    const thread = this.#thread
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        thread.off('message', onAnswer).off('error', onError).off('exit', onExit)
        act()
      }
      const onAnswer = (answer: WriterAnswer) =>
        settle(() =>
          answer.kind === 'done'
            ? resolve(answer.outcomes)
            : reject(Object.assign(new Error(answer.message), { code: answer.code })),
        )
      const onError = (error: unknown) => settle(() => reject(error))
      const onExit = () =>
        settle(() => reject(Object.assign(new Error('the writer thread ended'), { code: 'SQLITE_THREAD' })))
      thread.once('message', onAnswer).once('error', onError).once('exit', onExit)
      thread.postMessage(request)
    })
  }
}
