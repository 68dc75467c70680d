import type { Decision, Phase, Role } from '@agentsentry/contract'
import type { PageRequest, RecordedTrace, TraceNeighbours } from '@agentsentry/pipeline'
import type { Selectable } from 'kysely'
import { lowestIdAt, timeOfId } from './id-time.ts'
import type { TraceTable } from './schema.ts'
import type { Scope } from './scope.ts'

const dayMs = 24 * 60 * 60 * 1000

export async function selectTrace({ db, projectId }: Scope, id: string): Promise<RecordedTrace | null> {
  const row = await db
    .selectFrom('traces')
    .selectAll()
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return row === undefined ? null : readTrace(row)
}

/** The traces before and after it in its session, as they are now. */
export async function selectNeighbours(
  { db }: Scope,
  { id, sessionId }: Pick<RecordedTrace, 'id' | 'sessionId'>,
): Promise<TraceNeighbours> {
  const ofSession = db.selectFrom('traces').select('id').where('session_id', '=', sessionId).limit(1)
  const openedMs = timeOfId(sessionId)
  let before = ofSession.where('id', '<', id).orderBy('id', 'desc')
  if (openedMs !== null) before = before.where('id', '>=', lowestIdAt(openedMs - dayMs))
  const previous = await before.executeTakeFirst()
  const next = await ofSession.where('id', '>', id).orderBy('id').executeTakeFirst()
  return { previousId: previous?.id ?? null, nextId: next?.id ?? null }
}

export async function selectTraces(
  { db, projectId }: Scope,
  sessionId: string,
  page: PageRequest & { readonly order: 'asc' | 'desc' },
): Promise<RecordedTrace[]> {
  // The project of a session is that of its traces. Asked of the traces, SQLite would walk through those of the project.
  const owner = db.selectFrom('sessions').select('sessions.project_id').where('sessions.id', '=', sessionId)
  let query = db
    .selectFrom('traces')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where(({ eb, val }) => eb(val(projectId), '=', owner))
  // No trace is older than its session, but for clocks that differ. On Postgres that leaves out all earlier partitions.
  const openedMs = timeOfId(sessionId)
  if (openedMs !== null) query = query.where('id', '>=', lowestIdAt(openedMs - dayMs))
  if (page.beforeId !== undefined) query = query.where('id', '<', page.beforeId)
  if (page.afterId !== undefined) query = query.where('id', '>', page.afterId)
  if (page.beforeMs !== undefined)
    query = query.where('id', '<', lowestIdAt(page.beforeMs)).where('created_at', '<', page.beforeMs)
  if (page.afterMs !== undefined)
    query = query.where('id', '>=', lowestIdAt(page.afterMs)).where('created_at', '>', page.afterMs)
  const rows = await query.orderBy('id', page.order).limit(page.limit).execute()
  return rows.map(readTrace)
}

export function readTrace(row: Selectable<TraceTable>): RecordedTrace {
  return {
    id: row.id,
    sessionId: row.session_id,
    role: row.role as Role,
    phase: row.phase as Phase,
    tool: row.tool,
    contentJson: row.content,
    decision: row.decision as Decision,
    reasonsJson: row.reasons,
    shadowJson: row.shadow,
    tally: {
      ran: row.rules_ran,
      out_of_scope: row.rules_out_of_scope,
      not_evaluated: row.rules_not_evaluated,
      shadow: row.rules_shadow,
    },
    evaluationUs: row.evaluation_us,
    ruleSetNumber: row.rule_set,
    createdAtMs: row.created_at,
    elevationJson: row.elevation,
    masked: row.masked,
  }
}

export function writeTrace(projectId: string, trace: RecordedTrace): Selectable<TraceTable> {
  return {
    id: trace.id,
    project_id: projectId,
    session_id: trace.sessionId,
    role: trace.role,
    phase: trace.phase,
    tool: trace.tool,
    content: trace.contentJson,
    decision: trace.decision,
    reasons: trace.reasonsJson,
    rules_ran: trace.tally.ran,
    rules_out_of_scope: trace.tally.out_of_scope,
    rules_not_evaluated: trace.tally.not_evaluated,
    rule_set: trace.ruleSetNumber,
    created_at: trace.createdAtMs,
    shadow: trace.shadowJson,
    rules_shadow: trace.tally.shadow,
    evaluation_us: trace.evaluationUs,
    elevation: trace.elevationJson,
    masked: trace.masked,
  }
}
