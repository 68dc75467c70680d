import type { RecordOutcome, TraceEntry } from '@agentsentry/pipeline'

/** Writes batches of traces through a connection of its own. One batch at a time: the caller waits for each. */
export interface BatchWriter {
  /** One transaction, on disk when it resolves; rejects, and has written none, with SQLite's error. */
  write(entries: readonly TraceEntry[]): Promise<RecordOutcome[]>
  /** The file may not grow past this many pages. */
  limitPages(pages: number): Promise<void>
  close(): Promise<void>
}
