import type { RecordOutcome } from '@agentsentry/pipeline'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import { AskedThread } from './asked-thread.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { WriterRequest, WriterResult, WriterSettings } from './writer-thread.ts'

/**
 * Writes in a thread of its own, so that waiting for the disk holds up nothing else. A thread that dies fails what it had
 * been asked, and is replaced for what comes next.
 */
export class ThreadedWriter implements BatchWriter {
  readonly #thread: AskedThread<WriterRequest, WriterResult>

  constructor(settings: WriterSettings) {
    const program = new URL('./writer-thread.ts', import.meta.url)
    this.#thread = new AskedThread({ program, settings, failure: databaseError })
    this.#thread.begin()
  }

  async write(entries: readonly ProjectEntry[]): Promise<RecordOutcome[]> {
    return (await this.#thread.ask({ kind: 'write', entries })) ?? []
  }

  async limitPages(pages: number): Promise<void> {
    await this.#thread.ask({ kind: 'limit-pages', pages })
  }

  close(): Promise<void> {
    return this.#thread.close()
  }
}

function databaseError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code })
}
