import { SentryError } from '@agentsentry/contract'
import type { Tallies, TallyRequest } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import type { Schema } from '../store-sql/schema.ts'
import { AskedThread } from './asked-thread.ts'
import type { TallyThreadRequest, TallyThreadSettings } from './tally-thread.ts'

/** The log is moved into the file when so many traces were counted. */
const tidyAfter = 2_500

/**
 * Counts traces in a thread of its own, begun when it is first asked to, so that nothing else waits for the counting. The
 * connection of the queries is held meanwhile, as for a batch of traces: the two never wait for SQLite's lock.
 */
export class ThreadedTallies implements Tallies {
  readonly #thread: AskedThread<TallyThreadRequest, number>
  readonly #db: Kysely<Schema>
  #counted = 0

  constructor(settings: TallyThreadSettings, db: Kysely<Schema>) {
    const program = new URL('./tally-thread.ts', import.meta.url)
    this.#thread = new AskedThread({ program, settings, failure: unavailable })
    this.#db = db
  }

  async tally(request: TallyRequest): Promise<number> {
    const count = await this.#db.connection().execute(() => this.#thread.ask({ kind: 'tally', request }))
    this.#counted += count
    if (this.#counted >= tidyAfter) {
      this.#counted = 0
      await this.#thread.ask({ kind: 'tidy' })
    }
    return count
  }

  /** A little at a time, and so beside everything else. */
  expireMinutes(nowMs: number): Promise<number> {
    return this.#thread.ask({ kind: 'expire', nowMs })
  }

  close(): Promise<void> {
    return this.#thread.close()
  }
}

function unavailable(reason: string): SentryError {
  return new SentryError('store_unavailable', 'traces cannot be counted at the moment', { cause: new Error(reason) })
}
