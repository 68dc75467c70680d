import type { Decision, Phase, Role } from '@agentsentry/contract'
import type { TraceEvent } from '@agentsentry/pipeline'
import type { Scope } from './scope.ts'

export async function selectTracesAfter({ db, projectId }: Scope, id: string, limit: number): Promise<TraceEvent[]> {
  const rows = await db
    .selectFrom('traces')
    .select(['id', 'session_id', 'role', 'phase', 'tool', 'decision', 'created_at'])
    .where('id', '>', id)
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
