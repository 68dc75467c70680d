import type { Database } from 'better-sqlite3'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import type { BatchWriter } from './batch-writer.ts'
import { TraceWriter } from './trace-writer.ts'

/** Writes on the caller's own connection and thread: for a database in memory, which no other thread can see. */
export class InlineWriter implements BatchWriter {
  readonly #sqlite: Database
  readonly #writer: TraceWriter

  constructor(sqlite: Database) {
    this.#sqlite = sqlite
    this.#writer = new TraceWriter(sqlite)
  }

  async write(entries: readonly ProjectEntry[]) {
    return this.#writer.writeAll(entries)
  }

  async limitPages(pages: number) {
    this.#sqlite.pragma(`max_page_count = ${pages}`)
  }

  async close() {}
}
