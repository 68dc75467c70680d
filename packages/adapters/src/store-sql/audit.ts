import type { AuditEntry } from '@agentsentry/contract'
import type { AuditEvent, AuditFilter, AuditPage } from '@agentsentry/pipeline'
import type { Insertable, Kysely } from 'kysely'
import type { AuditLogTable, Schema } from './schema.ts'

export async function insertAudit(db: Kysely<Schema>, event: AuditEvent): Promise<void> {
  await db.insertInto('audit_logs').values(writeAudit(event, Date.now())).execute()
}

export function writeAudit(event: AuditEvent, timeMs: number): Insertable<AuditLogTable> {
  return {
    actor: event.actor,
    action: event.action,
    target_type: event.targetType,
    target_id: event.targetId,
    details: JSON.stringify(event.details),
    created_at: timeMs,
  }
}

export async function selectAudit(db: Kysely<Schema>, filter: AuditFilter, page: AuditPage): Promise<AuditEntry[]> {
  let query = db.selectFrom('audit_logs').selectAll()
  if (filter.action !== undefined) query = query.where('action', '=', filter.action)
  if (filter.targetType !== undefined) query = query.where('target_type', '=', filter.targetType)
  if (page.beforeId !== undefined) query = query.where('id', '<', page.beforeId)
  if (page.beforeMs !== undefined) query = query.where('created_at', '<', page.beforeMs)
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute()
  return rows.map(({ details, created_at, ...row }) => ({
    ...row,
    details: JSON.parse(details),
    created_at: new Date(created_at).toISOString(),
  }))
}
