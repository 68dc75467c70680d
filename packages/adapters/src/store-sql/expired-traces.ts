import type { Kysely } from 'kysely'
import type { Retention } from './retention.ts'
import type { Schema } from './schema.ts'

/** Ids of the traces that have outlived this retention, at most `limit` at a time. What is yielded need not be removed. */
export function findExpiredTraces(
  db: Kysely<Schema>,
  retention: Retention,
  limit: number,
): AsyncGenerator<string[], void> {
  return retention.days === null
    ? findByAge(db, retention.beforeId, limit)
    : findBySession(db, { ...retention, days: retention.days }, limit)
}

/** By id, and so by time. Traces of sessions with a retention of their own are passed over. */
async function* findByAge(db: Kysely<Schema>, beforeId: string, limit: number): AsyncGenerator<string[], void> {
  let lastId = ''
  for (;;) {
    const rows = await db
      .selectFrom('traces')
      .leftJoin('sessions', 'sessions.id', 'traces.session_id')
      .select(['traces.id', 'sessions.retention_days'])
      .where('traces.id', '>', lastId)
      .where('traces.id', '<', beforeId)
      .orderBy('traces.id')
      .limit(limit)
      .execute()
    yield rows.filter(({ retention_days: days }) => days === null).map(({ id }) => id)
    const last = rows.at(-1)
    if (last === undefined || rows.length < limit) return
    lastId = last.id
  }
}

/** Session by session: no trace that is kept is read. */
async function* findBySession(
  db: Kysely<Schema>,
  { days, beforeId }: { readonly days: number; readonly beforeId: string },
  limit: number,
): AsyncGenerator<string[], void> {
  let last = { session: '', trace: '' }
  for (;;) {
    const { session, trace } = last
    const rows = await db
      .selectFrom('sessions')
      .crossJoin('traces')
      .whereRef('traces.session_id', '=', 'sessions.id')
      .select(['traces.id', 'traces.session_id'])
      .where('sessions.retention_days', '=', days)
      .where('sessions.id', '>=', session)
      .where('sessions.id', '<', beforeId)
      .where('traces.id', '<', beforeId)
      .where(({ or, eb }) => or([eb('sessions.id', '>', session), eb('traces.id', '>', trace)]))
      .orderBy('sessions.id')
      .orderBy('traces.id')
      .limit(limit)
      .execute()
    yield rows.map(({ id }) => id)
    const end = rows.at(-1)
    if (end === undefined || rows.length < limit) return
    last = { session: end.session_id, trace: end.id }
  }
}

/** Removes traces and what belongs to them, in one transaction. */
export async function removeTraces(db: Kysely<Schema>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('outbox').where('id', 'in', ids).execute()
    await transaction.deleteFrom('checks').where('trace_id', 'in', ids).execute()
    await transaction.deleteFrom('traces').where('id', 'in', ids).execute()
  })
}
