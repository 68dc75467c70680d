import type { NewSession, Session, SessionDetail } from '@agentsentry/contract'
import type { AuditEvent } from '@agentsentry/pipeline'
import { insertAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'
import { lockSessions, readDecisions, readSession, selectTags } from './session-rows.ts'

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
    const rows = tags.map((tag, position) => ({ session_id: id, project_id: scope.projectId, position, tag }))
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
  const tags = await selectTags(scope, [id])
  return { ...readSession(row, tags.get(id) ?? []), ...readDecisions(counts) }
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
    await lockSessions(db, [id], 'long')
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
    // Of several that release it at once, one does.
    const { numUpdatedRows } = await db
      .updateTable('sessions')
      .set({ quarantined_at: null, quarantined_by: null })
      .where('id', '=', id)
      .where('quarantined_at', 'is not', null)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return 'not-quarantined'
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
