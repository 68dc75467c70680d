import {
  type Decision,
  decisionStrength,
  type NewSession,
  type Session,
  type SessionDetail,
} from '@agentsentry/contract'
import type { AuditEvent, PageRequest, SessionFilter } from '@agentsentry/pipeline'
import { type Selectable, sql } from 'kysely'
import { insertAudit } from './audit.ts'
import type { SessionTable } from './schema.ts'
import { inTransaction, type Scope } from './scope.ts'

export async function insertSession(
  scope: Scope,
  session: NewSession,
  { id, timeMs }: { id: string; timeMs: number },
): Promise<Session> {
  const row = {
    id,
    project_id: scope.projectId,
    title: session.title ?? null,
    agent: session.agent ?? null,
    user_id: session.user_id ?? null,
    metadata: JSON.stringify(session.metadata ?? {}),
    created_at: timeMs,
    retention_days: session.retention_days ?? null,
    quarantined_at: null,
    quarantined_by: null,
  }
  const tags = session.tags ?? []
  await inTransaction(scope, async ({ db }) => {
    await db.insertInto('sessions').values(row).execute()
    if (tags.length === 0) return
    const rows = tags.map((tag, position) => ({ session_id: id, position, tag }))
    await db.insertInto('session_tags').values(rows).execute()
  })
  return readSession({ ...row, updated_at: timeMs }, tags)
}

export async function selectSession(scope: Scope, id: string): Promise<SessionDetail | null> {
  const { db } = scope
  const row = await sessionsWithUpdate(scope).where('sessions.id', '=', id).executeTakeFirst()
  if (row === undefined) return null
  const counts = await db
    .selectFrom('traces')
    .select(['decision', (expression) => expression.fn.countAll<number>().as('count')])
    .where('session_id', '=', id)
    .groupBy('decision')
    .execute()
  const occurred = counts.map(({ decision }) => decision as Decision)
  const tags = await selectTags(scope, [id])
  return {
    ...readSession(row, tags.get(id) ?? []),
    traces: counts.reduce((sum, { count }) => sum + Number(count), 0),
    decisions: Object.fromEntries(counts.map(({ decision, count }) => [decision, Number(count)])),
    worst_decision: occurred.sort((left, right) => decisionStrength(right) - decisionStrength(left))[0] ?? null,
  }
}

export async function selectSessions(scope: Scope, filter: SessionFilter, page: PageRequest): Promise<Session[]> {
  let query = sessionsWithUpdate(scope)
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
  if (decision === 'allow') {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('traces')
          .select('traces.id')
          .whereRef('traces.session_id', '=', 'sessions.id')
          .where('traces.decision', '=', decision),
      ),
    )
  } else if (decision !== undefined) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('session_decisions')
          .select('session_decisions.decision')
          .whereRef('session_decisions.session_id', '=', 'sessions.id')
          .where('session_decisions.decision', '=', decision),
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
    scope,
    rows.map((row) => row.id),
  )
  return rows.map((row) => readSession(row, tags.get(row.id) ?? []))
}

export async function deleteSession(scope: Scope, id: string, audit: AuditEvent): Promise<boolean> {
  return inTransaction(scope, async (scope) => {
    const { db, projectId } = scope
    const session = await db
      .selectFrom('sessions')
      .select('id')
      .where('id', '=', id)
      .where('project_id', '=', projectId)
      .executeTakeFirst()
    if (session === undefined) return false
    const tracesOf = db.selectFrom('traces').select('id').where('session_id', '=', id)
    await db.deleteFrom('outbox').where('id', 'in', tracesOf).execute()
    const { numDeletedRows } = await db.deleteFrom('traces').where('session_id', '=', id).executeTakeFirstOrThrow()
    await db.deleteFrom('sessions').where('id', '=', id).execute()
    await insertAudit(scope, { ...audit, details: { ...audit.details, traces: Number(numDeletedRows) } })
    return true
  })
}

export async function releaseSession(
  scope: Scope,
  id: string,
  actor: string,
): Promise<'released' | 'not-quarantined' | null> {
  return inTransaction(scope, async (scope) => {
    const { db, projectId } = scope
    const session = await db
      .selectFrom('sessions')
      .select(['quarantined_at', 'quarantined_by'])
      .where('id', '=', id)
      .where('project_id', '=', projectId)
      .executeTakeFirst()
    if (session === undefined) return null
    if (session.quarantined_at === null) return 'not-quarantined'
    await db.updateTable('sessions').set({ quarantined_at: null, quarantined_by: null }).where('id', '=', id).execute()
    await insertAudit(scope, {
      actor,
      action: 'session_release',
      targetType: 'session',
      targetId: id,
      details: { quarantined_by: session.quarantined_by },
    })
    return 'released'
  })
}

/** A session was last updated when its newest trace came in; that is read from the index, not kept up to date. */
function sessionsWithUpdate({ db, projectId }: Scope) {
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
    .where('sessions.project_id', '=', projectId)
}

async function selectTags({ db }: Scope, sessionIds: readonly string[]): Promise<Map<string, string[]>> {
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
    retention_days: row.retention_days,
    quarantine:
      row.quarantined_at === null
        ? null
        : { since: new Date(row.quarantined_at).toISOString(), trace_id: row.quarantined_by },
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  }
}
