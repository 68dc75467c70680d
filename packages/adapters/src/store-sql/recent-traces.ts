import type { PageRequest, RecordedTrace, TraceFilter } from '@agentsentry/pipeline'
import type { Selectable } from 'kysely'
import { lowestIdAt, timeOfId } from './id-time.ts'
import { mentionsRule } from './rule-mention.ts'
import type { TraceTable } from './schema.ts'
import type { Scope } from './scope.ts'
import { fewSessionsWith } from './session-names.ts'
import { type IdSpan, spansWith } from './tallies/name-buckets.ts'
import { readWatermark } from './tallies/watermark.ts'
import { readTrace } from './traces.ts'

/** Greater than every id. */
const noEnd = '~'

/** Traces of all sessions, or of one, newest first. */
export async function selectRecentTraces(
  scope: Scope,
  filter: TraceFilter,
  page: PageRequest,
): Promise<RecordedTrace[]> {
  const rows: Selectable<TraceTable>[] = []
  for await (const { sessions, from, below } of placesFor(scope, filter, pageSpan(filter, page))) {
    const query = pageQuery(scope, filter, { page, sessions })
    const span = query.where('traces.id', '>=', from).where('traces.id', '<', below)
    rows.push(...(await span.limit(page.limit - rows.length).execute()))
    if (rows.length >= page.limit) break
  }
  return rows.map(readTrace)
}

function pageSpan({ fromMs, toMs }: TraceFilter, { beforeId, beforeMs }: PageRequest): IdSpan {
  const ends = [toMs, beforeMs].flatMap((timeMs) => (timeMs === undefined ? [] : [lowestIdAt(timeMs)]))
  if (beforeId !== undefined) ends.push(beforeId)
  return {
    from: fromMs === undefined ? '' : lowestIdAt(fromMs),
    below: ends.reduce((least, end) => (end < least ? end : least), noEnd),
  }
}

/** Where to look: a range of ids, in all sessions of the project or in these. */
interface Place extends IdSpan {
  readonly sessions: readonly string[] | null
}

/**
 * Newest first. Most traces that a filter does not find are passed over: there are few sessions that met what is looked
 * for, or tallies say when it occurred. What is not tallied yet is looked at one by one, and so is a whole session.
 */
async function* placesFor(scope: Scope, filter: TraceFilter, whole: IdSpan): AsyncGenerator<Place, void> {
  const { decision, phase, tool, rule, sessionId } = filter
  if (sessionId !== undefined) {
    if (await isOwnSession(scope, sessionId)) yield { ...whole, sessions: [sessionId] }
    return
  }
  if (decision === undefined && phase === undefined && tool === undefined && rule === undefined) {
    yield { ...whole, sessions: null }
    return
  }
  const watermark = await readWatermark(scope.db)
  if (whole.below > watermark)
    yield { from: whole.from > watermark ? whole.from : watermark, below: whole.below, sessions: null }
  const below = whole.below < watermark ? whole.below : watermark
  const sessions = await fewSessionsWith(scope, filter)
  if (sessions !== null) {
    if (sessions.length > 0) yield { from: whole.from, below, sessions }
    return
  }
  const oldest = await oldestTraceId(scope)
  const from = oldest > whole.from ? oldest : whole.from
  for await (const span of spansWith(scope, filter, { below, nowMs: Date.now() })) {
    if (span.below <= from) return
    yield { from: span.from < from ? from : span.from, below: span.below, sessions: null }
  }
}

function pageQuery(
  scope: Scope,
  filter: TraceFilter,
  { page: { beforeMs }, sessions }: { readonly page: PageRequest; readonly sessions: readonly string[] | null },
) {
  const { decision, phase, tool, rule, fromMs, toMs } = filter
  let query = scope.db.selectFrom('traces').selectAll('traces')
  // The sessions are the project's. Asked of the traces too, SQLite would walk through those of the project.
  if (sessions === null) query = query.where('traces.project_id', '=', scope.projectId)
  else {
    query = query.where('traces.session_id', 'in', sessions)
    const oldestMs = Math.min(...sessions.map((id) => timeOfId(id) ?? 0))
    query = query.where('traces.id', '>=', lowestIdAt(oldestMs - dayMs))
  }
  if (decision !== undefined) query = query.where('traces.decision', '=', decision)
  if (phase !== undefined) query = query.where('traces.phase', '=', phase)
  if (tool !== undefined) query = query.where('traces.tool', '=', tool)
  if (rule !== undefined) query = query.where(mentionsRule(scope, rule))
  if (fromMs !== undefined) query = query.where('traces.created_at', '>=', fromMs)
  for (const endMs of [toMs, beforeMs]) if (endMs !== undefined) query = query.where('traces.created_at', '<', endMs)
  return query.orderBy('traces.id', 'desc')
}

async function isOwnSession({ db, projectId }: Scope, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return row !== undefined
}

const dayMs = 24 * 60 * 60 * 1000

/** Tallies outlive the traces that they count. */
async function oldestTraceId({ db, projectId }: Scope): Promise<string> {
  const row = await db
    .selectFrom('traces')
    .select('id')
    .where('project_id', '=', projectId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? noEnd
}
