import { parentPort, workerData } from 'node:worker_threads'
import type { RecordOutcome } from '@agentsentry/pipeline'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import type { ThreadAnswer } from './asked-thread.ts'
import { openDatabase } from './open-database.ts'
import { TraceWriter } from './trace-writer.ts'

// What `ThreadedWriter` runs in its thread. The database is there and migrated.

export interface WriterSettings {
  readonly path: string
  readonly busyTimeoutMs: number
}

export type WriterRequest =
  | { readonly kind: 'write'; readonly entries: readonly ProjectEntry[] }
  | { readonly kind: 'limit-pages'; readonly pages: number }
  | { readonly kind: 'close' }

/** What each trace of a batch came to; null for a limit that was set. */
export type WriterResult = RecordOutcome[] | null

if (parentPort !== null) serve(parentPort, workerData as WriterSettings)

function serve(port: NonNullable<typeof parentPort>, { path, busyTimeoutMs }: WriterSettings): void {
  const sqlite = openDatabase(path, busyTimeoutMs)
  const writer = new TraceWriter(sqlite)
  port.on('message', (request: WriterRequest) => {
    if (request.kind === 'close') {
      sqlite.close()
      port.close()
      return
    }
    port.postMessage(answer(request))
  })

  function answer(request: Exclude<WriterRequest, { kind: 'close' }>): ThreadAnswer<WriterResult> {
    try {
      if (request.kind === 'write') return { kind: 'done', result: writer.writeAll(request.entries) }
      sqlite.pragma(`max_page_count = ${request.pages}`)
      return { kind: 'done', result: null }
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException
      return { kind: 'failed', code, message }
    }
  }
}
