import type { PageRequest, RecordedTrace, TraceFilter } from '@agentsentry/pipeline'
import type { Selectable } from 'kysely'
import { lowestIdAt, timeOfId } from './id-time.ts'
import { mentionsRule } from './rule-mention.ts'
import type { TraceTable } from './schema.ts'
import type { Scope } from './scope.ts'
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
  for await (const span of spansFor(scope, filter, pageSpan(filter, page))) {
    const query = pageQuery(scope, filter, page).where('traces.id', '>=', span.from).where('traces.id', '<', span.below)
    rows.push(...(await query.limit(page.limit - rows.length).execute()))
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

/**
 * Where to look, newest first. Most traces that a filter does not find are passed over by what tallies say; those that are
 * not tallied yet are looked at one by one, and so are those of one session.
 */
async function* spansFor(scope: Scope, filter: TraceFilter, whole: IdSpan): AsyncGenerator<IdSpan, void> {
  const { decision, phase, tool, rule, sessionId } = filter
  const isNarrow = decision !== undefined || phase !== undefined || tool !== undefined || rule !== undefined
  if (sessionId !== undefined || !isNarrow) {
    yield whole
    return
  }
  const watermark = await readWatermark(scope.db)
  if (whole.below > watermark) yield { from: whole.from > watermark ? whole.from : watermark, below: whole.below }
  const oldest = await oldestTraceId(scope)
  const from = oldest > whole.from ? oldest : whole.from
  const below = whole.below < watermark ? whole.below : watermark
  for await (const span of spansWith(scope, { decision, phase, tool, rule }, { below, nowMs: Date.now() })) {
    if (span.below <= from) return
    yield span.from < from ? { ...span, from } : span
  }
}

function pageQuery(scope: Scope, filter: TraceFilter, { beforeMs }: PageRequest) {
  const { decision, phase, tool, rule, sessionId, fromMs, toMs } = filter
  let query = scope.db.selectFrom('traces').selectAll('traces')
  if (sessionId === undefined) query = query.where('traces.project_id', '=', scope.projectId)
  else {
    // As in the listing of one session: asked of the traces, SQLite would walk through those of the project.
    const owner = scope.db.selectFrom('sessions').select('sessions.project_id').where('sessions.id', '=', sessionId)
    query = query
      .where('traces.session_id', '=', sessionId)
      .where(({ eb, val }) => eb(val(scope.projectId), '=', owner))
    const openedMs = timeOfId(sessionId)
    if (openedMs !== null) query = query.where('traces.id', '>=', lowestIdAt(openedMs - dayMs))
  }
  if (decision !== undefined) query = query.where('traces.decision', '=', decision)
  if (phase !== undefined) query = query.where('traces.phase', '=', phase)
  if (tool !== undefined) query = query.where('traces.tool', '=', tool)
  if (rule !== undefined) query = query.where(mentionsRule(scope, rule))
  if (fromMs !== undefined) query = query.where('traces.created_at', '>=', fromMs)
  for (const endMs of [toMs, beforeMs]) if (endMs !== undefined) query = query.where('traces.created_at', '<', endMs)
  return query.orderBy('traces.id', 'desc')
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
