import type { Housekeeping, RetentionRequest } from '@agentsentry/pipeline'
import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

const dayMs = 24 * 60 * 60 * 1000

/** What both databases do alike: removing rows in small batches, each a transaction of its own. */
export class SqlHousekeeping implements Housekeeping {
  protected readonly db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.db = db
  }

  async expireIdempotencyKeys(beforeMs: number): Promise<number> {
    const { numDeletedRows } = await this.db
      .deleteFrom('idempotency_keys')
      .where('created_at', '<', beforeMs)
      .executeTakeFirst()
    return Number(numDeletedRows)
  }

  async removeExpired({ beforeMs, nowMs, batch }: RetentionRequest): Promise<number> {
    const expired = await this.db
      .selectFrom('traces')
      .innerJoin('sessions', 'sessions.id', 'traces.session_id')
      .select('traces.id')
      .where(({ or, and, eb }) =>
        or([
          and([eb('sessions.retention_days', 'is', null), eb('traces.created_at', '<', beforeMs)]),
          eb('traces.created_at', '<', sql<number>`${nowMs} - sessions.retention_days * ${dayMs}`),
        ]),
      )
      .orderBy('traces.id')
      .limit(batch)
      .execute()
    const ids = expired.map(({ id }) => id)
    if (ids.length === 0) return 0
    await this.db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('outbox').where('id', 'in', ids).execute()
      await transaction.deleteFrom('checks').where('trace_id', 'in', ids).execute()
      await transaction.deleteFrom('traces').where('id', 'in', ids).execute()
    })
    return ids.length
  }

  async prepare(_nowMs: number): Promise<void> {}
}
