import type { AuditEntry, Decision, Phase, Role } from '@agentsentry/contract'
import type { IdRange, TraceEvent } from '@agentsentry/pipeline'
import { readAudit } from './audit.ts'
import type { Scope } from './scope.ts'

export async function selectTracesBetween(
  { db, projectId }: Scope,
  { after, upTo, limit }: IdRange<string>,
): Promise<TraceEvent[]> {
  const rows = await db
    .selectFrom('traces')
    .select(['id', 'session_id', 'role', 'phase', 'tool', 'decision', 'created_at'])
    .where('id', '>', after)
    .$if(upTo !== undefined, (query) => query.where('id', '<=', upTo as string))
    .where('project_id', '=', projectId)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    sessionId: row.session_id,
    role: row.role as Role,
    phase: row.phase as Phase,
    tool: row.tool,
    decision: row.decision as Decision,
    createdAtMs: row.created_at,
  }))
}

export async function selectAuditBetween(
  { db, projectId }: Scope,
  { after, upTo, limit }: IdRange<number>,
): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom('audit_logs')
    .selectAll()
    .where('id', '>', after)
    .$if(upTo !== undefined, (query) => query.where('id', '<=', upTo as number))
    .where('project_id', '=', projectId)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(readAudit)
}

export async function selectNewestTraceId({ db, projectId }: Scope): Promise<string> {
  const row = await db
    .selectFrom('traces')
    .select('id')
    .where('project_id', '=', projectId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? ''
}

/** Before a time, that of the entry itself counts: entries of one moment may have been given their ids in another order. */
export async function selectNewestAuditId({ db, projectId }: Scope, beforeMs?: number): Promise<number> {
  const row = await db
    .selectFrom('audit_logs')
    .select('id')
    .$if(beforeMs !== undefined, (query) =>
      query.where('created_at', '<', beforeMs as number).orderBy('created_at', 'desc'),
    )
    .where('project_id', '=', projectId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}
