import type { RecordOutcome } from '@agentsentry/pipeline'
import type { ProjectEntry } from '../store-sql/project-store.ts'

/** Writes batches of traces through a connection of its own. One batch at a time: the caller waits for each. */
export interface BatchWriter {
  /** One transaction, on disk when it resolves; rejects, and has written none, with SQLite's error. */
  write(entries: readonly ProjectEntry[]): Promise<RecordOutcome[]>
  /** The file may not grow past this many pages. */
  limitPages(pages: number): Promise<void>
  close(): Promise<void>
}
