import type { AuditEntry } from '@agentsentry/contract'
import type { AuditEvent, AuditFilter, AuditPage } from '@agentsentry/pipeline'
import type { Insertable, Selectable } from 'kysely'
import type { AuditLogTable } from './schema.ts'
import type { Scope } from './scope.ts'

export async function insertAudit({ db, projectId }: Scope, event: AuditEvent): Promise<void> {
  await db
    .insertInto('audit_logs')
    .values(writeAudit(projectId, event, Date.now()))
    .execute()
}

export function writeAudit(projectId: string, event: AuditEvent, timeMs: number): Insertable<AuditLogTable> {
  return {
    project_id: projectId,
    actor: event.actor,
    action: event.action,
    target_type: event.targetType,
    target_id: event.targetId,
    details: JSON.stringify(event.details),
    created_at: timeMs,
  }
}

export async function selectAudit(
  { db, projectId }: Scope,
  filter: AuditFilter,
  page: AuditPage,
): Promise<AuditEntry[]> {
  let query = db.selectFrom('audit_logs').selectAll().where('project_id', '=', projectId)
  if (filter.action !== undefined) query = query.where('action', '=', filter.action)
  if (filter.targetType !== undefined) query = query.where('target_type', '=', filter.targetType)
  if (page.beforeId !== undefined) query = query.where('id', '<', page.beforeId)
  if (page.beforeMs !== undefined) {
    const { newest } = await newestIdBefore({ db, projectId }, page.beforeMs)
    query = query.where('created_at', '<', page.beforeMs).where('id', '<=', newest ?? 0)
  }
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute()
  return rows.map(readAudit)
}

export function readAudit({
  details,
  created_at,
  project_id: _projectId,
  ...row
}: Selectable<AuditLogTable>): AuditEntry {
  return { ...row, details: JSON.parse(details), created_at: new Date(created_at).toISOString() }
}

const minuteMs = 60_000

/**
 * No entry from before this time has a greater id, so that a page from long ago need not pass all that came since. Entries
 * are written in about the order of their times, but not just so: those of the minute after are taken in.
 */
async function newestIdBefore({ db, projectId }: Scope, timeMs: number): Promise<{ newest: number | null }> {
  return db
    .selectFrom(({ selectFrom }) =>
      selectFrom('audit_logs')
        .select('id')
        .where('project_id', '=', projectId)
        .where('created_at', '<', timeMs + minuteMs)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1000)
        .as('newest_entries'),
    )
    .select(({ fn }) => fn.max<number | null>('id').as('newest'))
    .executeTakeFirstOrThrow()
}
