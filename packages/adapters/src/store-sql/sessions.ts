import {
  type Decision,
  decisionStrength,
  type NewSession,
  type Session,
  type SessionDetail,
} from '@agentsentry/contract'
import type { AuditEvent, PageRequest, SessionFilter } from '@agentsentry/pipeline'
import { type Kysely, type Selectable, sql } from 'kysely'
import { insertAudit } from './audit.ts'
import type { Schema, SessionTable } from './schema.ts'

export async function insertSession(
  db: Kysely<Schema>,
  session: NewSession,
  { id, timeMs }: { id: string; timeMs: number },
): Promise<Session> {
  const row = {
    id,
    title: session.title ?? null,
    agent: session.agent ?? null,
    user_id: session.user_id ?? null,
    metadata: JSON.stringify(session.metadata ?? {}),
    created_at: timeMs,
  }
  const tags = session.tags ?? []
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto('sessions').values(row).execute()
    if (tags.length === 0) return
    const rows = tags.map((tag, position) => ({ session_id: id, position, tag }))
    await transaction.insertInto('session_tags').values(rows).execute()
  })
  return readSession({ ...row, updated_at: timeMs }, tags)
}

export async function selectSession(db: Kysely<Schema>, id: string): Promise<SessionDetail | null> {
  const row = await sessionsWithUpdate(db).where('sessions.id', '=', id).executeTakeFirst()
  if (row === undefined) return null
  const counts = await db
    .selectFrom('traces')
    .select(['decision', (expression) => expression.fn.countAll<number>().as('count')])
    .where('session_id', '=', id)
    .groupBy('decision')
    .execute()
  const occurred = counts.map(({ decision }) => decision as Decision)
  const tags = await selectTags(db, [id])
  return {
    ...readSession(row, tags.get(id) ?? []),
    traces: counts.reduce((sum, { count }) => sum + Number(count), 0),
    decisions: Object.fromEntries(counts.map(({ decision, count }) => [decision, Number(count)])),
    worst_decision: occurred.sort((left, right) => decisionStrength(right) - decisionStrength(left))[0] ?? null,
  }
}

export async function selectSessions(db: Kysely<Schema>, filter: SessionFilter, page: PageRequest): Promise<Session[]> {
  let query = sessionsWithUpdate(db)
  if (filter.q !== undefined) {
    const part = `%${filter.q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where(sql<boolean>`lower(sessions.title) like ${part} escape '\\'`)
  }
  if (filter.agent !== undefined) query = query.where('sessions.agent', '=', filter.agent)
  if (filter.fromMs !== undefined) query = query.where('sessions.created_at', '>=', filter.fromMs)
  if (filter.toMs !== undefined) query = query.where('sessions.created_at', '<', filter.toMs)
  if (page.beforeId !== undefined) query = query.where('sessions.id', '<', page.beforeId)
  if (page.beforeMs !== undefined) query = query.where('sessions.created_at', '<', page.beforeMs)
  const { decision, tag } = filter
  if (decision !== undefined) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('traces')
          .select('traces.id')
          .whereRef('traces.session_id', '=', 'sessions.id')
          .where('traces.decision', '=', decision),
      ),
    )
  }
  if (tag !== undefined) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('session_tags')
          .select('session_tags.position')
          .whereRef('session_tags.session_id', '=', 'sessions.id')
          .where('session_tags.tag', '=', tag),
      ),
    )
  }
  const rows = await query.orderBy('sessions.id', 'desc').limit(page.limit).execute()
  const tags = await selectTags(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => readSession(row, tags.get(row.id) ?? []))
}

export async function deleteSession(db: Kysely<Schema>, id: string, audit: AuditEvent): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const traces = await transaction
      .selectFrom('traces')
      .select((expression) => expression.fn.countAll<number>().as('count'))
      .where('session_id', '=', id)
      .executeTakeFirstOrThrow()
    const { numDeletedRows } = await transaction.deleteFrom('sessions').where('id', '=', id).executeTakeFirst()
    if (numDeletedRows === 0n) return false
    await insertAudit(transaction, { ...audit, details: { ...audit.details, traces: Number(traces.count) } })
    return true
  })
}

/** A session was last updated when its newest trace came in; that is read from the index, not kept up to date. */
function sessionsWithUpdate(db: Kysely<Schema>) {
  return db
    .selectFrom('sessions')
    .selectAll('sessions')
    .select(({ selectFrom, fn, ref }) =>
      fn
        .coalesce(
          selectFrom('traces')
            .select('traces.created_at')
            .whereRef('traces.session_id', '=', 'sessions.id')
            .orderBy('traces.id', 'desc')
            .limit(1),
          ref('sessions.created_at'),
        )
        .as('updated_at'),
    )
}

async function selectTags(db: Kysely<Schema>, sessionIds: readonly string[]): Promise<Map<string, string[]>> {
  const tags = new Map<string, string[]>()
  if (sessionIds.length === 0) return tags
  const rows = await db
    .selectFrom('session_tags')
    .selectAll()
    .where('session_id', 'in', sessionIds)
    .orderBy('session_id')
    .orderBy('position')
    .execute()
  for (const { session_id, tag } of rows) tags.set(session_id, [...(tags.get(session_id) ?? []), tag])
  return tags
}

function readSession(row: Selectable<SessionTable> & { updated_at: number }, tags: string[]): Session {
  return {
    id: row.id,
    title: row.title,
    agent: row.agent,
    user_id: row.user_id,
    tags,
    metadata: JSON.parse(row.metadata),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  }
}
