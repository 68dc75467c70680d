import type { Housekeeping, RetentionRequest } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import { removeEmptySessions } from './empty-sessions.ts'
import { findExpiredTraces, removeTraces } from './expired-traces.ts'
import { readRetentions } from './retention.ts'
import type { Schema } from './schema.ts'

/** Keys removed in one transaction. */
const keyBatch = 1000

/** What both databases do alike: removing rows in small batches, each a transaction of its own. */
export class SqlHousekeeping implements Housekeeping {
  protected readonly db: Kysely<Schema>
  #expired: AsyncGenerator<string[]> | null = null

  constructor(db: Kysely<Schema>) {
    this.db = db
  }

  async expireIdempotencyKeys(beforeMs: number): Promise<number> {
    for (let removed = 0; ; ) {
      const { numDeletedRows } = await this.db
        .deleteFrom('idempotency_keys')
        .where(({ eb, refTuple, selectFrom }) =>
          eb(
            refTuple('project_id', 'key'),
            'in',
            selectFrom('idempotency_keys')
              .select(['project_id', 'key'])
              .where('created_at', '<', beforeMs)
              .orderBy('created_at')
              .limit(keyBatch)
              .$asTuple('project_id', 'key'),
          ),
        )
        .executeTakeFirst()
      removed += Number(numDeletedRows)
      if (numDeletedRows < keyBatch) return removed
    }
  }

  /**
   * Goes on where the call before ended, so that traces which are kept longer are passed once in a run and not once in
   * every batch.
   */
  async removeExpired(request: RetentionRequest): Promise<number> {
    this.#expired ??= this.#findExpired(request)
    const batch: string[] = []
    try {
      while (batch.length < request.batch) {
        const { value, done } = await this.#expired.next()
        if (done) {
          this.#expired = null
          break
        }
        batch.push(...value)
      }
      await removeTraces(this.db, batch)
    } catch (error) {
      // What was found and not removed is found again from the start.
      this.#expired = null
      throw error
    }
    // Only now is it known of every session what it holds.
    if (this.#expired === null) await this.#removeSessions(request)
    return batch.length
  }

  async prepare(_nowMs: number): Promise<void> {}

  async *#findExpired(request: RetentionRequest): AsyncGenerator<string[]> {
    for (const retention of await readRetentions(this.db, request))
      yield* findExpiredTraces(this.db, retention, request.batch)
  }

  async #removeSessions(request: RetentionRequest): Promise<void> {
    for (const retention of await readRetentions(this.db, request)) await removeEmptySessions(this.db, retention)
  }
}
