import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../migrations/dialect.ts'
import type { Schema } from '../schema.ts'

const counted = 'traces'

/** Traces with ids up to this one are tallied; the empty string before any was. */
export async function readWatermark(db: Kysely<Schema>): Promise<string> {
  const row = await db
    .selectFrom('tally_watermark')
    .select('after_id')
    .where('counted', '=', counted)
    .executeTakeFirst()
  return row?.after_id ?? ''
}

/**
 * The same, held until the transaction ends: `update` by whoever tallies, one at a time; `share` by those who change what
 * may have been tallied. Taken before sessions are locked. SQLite has one writer anyway.
 */
export async function lockWatermark(db: Kysely<Schema>, strength: 'update' | 'share'): Promise<string> {
  if (isPostgres(db)) {
    await db
      .insertInto('tally_watermark')
      .values({ counted, after_id: '' })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await sql`select after_id from tally_watermark where counted = ${counted} for ${sql.raw(strength)}`.execute(db)
  }
  return readWatermark(db)
}

export async function moveWatermark(db: Kysely<Schema>, afterId: string): Promise<void> {
  await db
    .insertInto('tally_watermark')
    .values({ counted, after_id: afterId })
    .onConflict((conflict) => conflict.column('counted').doUpdateSet({ after_id: afterId }))
    .execute()
}
