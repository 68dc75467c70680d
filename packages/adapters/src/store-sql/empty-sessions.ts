import { type Expression, expressionBuilder, type Kysely, type SqlBool } from 'kysely'
import type { Retention } from './retention.ts'
import type { Schema } from './schema.ts'
import { forgetDecisions, isShownByNoTrace, lockSessions } from './session-rows.ts'

/** Few, since traces of these sessions wait meanwhile. */
const sessionsAtOnce = 100

/**
 * Removes sessions that have outlived this retention and hold no trace, with all that belongs to them. Of the others it
 * is forgotten which decisions they held when no trace of theirs shows them any more.
 */
export async function removeEmptySessions(db: Kysely<Schema>, { days, beforeId }: Retention): Promise<void> {
  let lastId = ''
  for (;;) {
    const rows = await db
      .selectFrom('sessions')
      .select('id')
      .where('retention_days', days === null ? 'is' : '=', days)
      .where('id', '>', lastId)
      .where('id', '<', beforeId)
      .orderBy('id')
      .limit(sessionsAtOnce)
      .execute()
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return
    lastId = ids.at(-1) as string
    const changed = await selectStale(db, ids)
    if (changed.length > 0) await cleanSessions(db, changed)
  }
}

/** Those of these sessions that hold no trace, or not every decision that they are found by. */
async function selectStale(db: Kysely<Schema>, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', 'in', ids)
    .where(({ or, exists, selectFrom }) =>
      or([
        holdsNoTrace(),
        exists(
          selectFrom('session_decisions')
            .select('session_decisions.decision')
            .whereRef('session_decisions.session_id', '=', 'sessions.id')
            .where(isShownByNoTrace()),
        ),
      ]),
    )
    .execute()
  return rows.map(({ id }) => id)
}

async function cleanSessions(db: Kysely<Schema>, ids: readonly string[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await lockSessions(transaction, ids, 'short')
    await transaction.deleteFrom('sessions').where('id', 'in', ids).where(holdsNoTrace()).execute()
    await forgetDecisions(transaction, ids)
  })
}

function holdsNoTrace(): Expression<SqlBool> {
  const { not, exists, selectFrom } = expressionBuilder<Schema, 'sessions'>()
  return not(exists(selectFrom('traces').select('traces.id').whereRef('traces.session_id', '=', 'sessions.id')))
}
