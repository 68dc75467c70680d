import type { Decision, ListedSession } from '@agentsentry/contract'
import type { PageRequest, SessionFilter } from '@agentsentry/pipeline'
import { type Expression, expressionBuilder, type Selectable, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { lowestIdAt } from './id-time.ts'
import type { Schema, SessionTable } from './schema.ts'
import type { Scope } from './scope.ts'
import { isAmong, type MetName, metLately, namesOf, wasMet, wasNoted } from './session-names.ts'
import { readDecisions, readSession, selectTags } from './session-rows.ts'
import { findByTitle, titleContains } from './title-search.ts'

const dayMs = 24 * 60 * 60 * 1000

export async function selectSessions(scope: Scope, filter: SessionFilter, page: PageRequest): Promise<ListedSession[]> {
  const rows = await pageRows(scope, filter, page)
  const ids = rows.map(({ id }) => id)
  const tags = await selectTags(scope, ids)
  const updates = await selectUpdates(scope, rows)
  const counts = await countDecisions(scope, rows)
  return rows.map((row) => ({
    ...readSession({ ...row, updated_at: updates.get(row.id) ?? row.created_at }, tags.get(row.id) ?? []),
    ...readDecisions(counts.get(row.id) ?? []),
  }))
}

/** Sessions are found by tools and rules in what tallying noted, and besides in the traces that are not tallied yet. */
async function pageRows(scope: Scope, filter: SessionFilter, page: PageRequest): Promise<Selectable<SessionTable>[]> {
  const names = namesOf(filter)
  const rows = await (await pageOf(scope, filter, { page, met: names.map((name) => wasNoted(scope, name)) })).execute()
  if (names.length === 0) return rows
  const found = new Map(rows.map((row) => [row.id, row]))
  const lately = new Map<MetName, string[]>()
  for (const name of names) lately.set(name, await metLately(scope, name))
  const { tool: _tool, rule: _rule, ...others } = filter
  for (const [name, ids] of lately) {
    if (ids.length === 0) continue
    const met = names.map((other) => (other === name ? isAmong(ids) : wasMet(scope, other, lately.get(other) ?? [])))
    for (const row of await (await pageOf(scope, others, { page, met })).execute()) found.set(row.id, row)
  }
  return [...found.values()].sort((left, right) => (left.id < right.id ? 1 : -1)).slice(0, page.limit)
}

/** Walks one index in the order of the page, so that a page costs what is on it and not what there is. */
async function pageOf(
  scope: Scope,
  filter: SessionFilter,
  {
    page: { limit, beforeId, beforeMs },
    met,
  }: { readonly page: PageRequest; readonly met: readonly Expression<SqlBool>[] },
) {
  const { q, agent, decision, quarantined, fromMs, toMs } = filter
  const { query: start, id } = startOf(scope, filter)
  let query = start.selectAll('sessions')
  for (const condition of met) query = query.where(condition)
  if (quarantined) query = query.where('sessions.quarantined_at', 'is not', null)
  if (agent !== undefined) query = query.where('sessions.agent', '=', agent)
  if (fromMs !== undefined) query = query.where(id, '>=', lowestIdAt(fromMs)).where('sessions.created_at', '>=', fromMs)
  for (const endMs of [toMs, beforeMs])
    if (endMs !== undefined) query = query.where(id, '<', lowestIdAt(endMs)).where('sessions.created_at', '<', endMs)
  if (beforeId !== undefined) query = query.where(id, '<', beforeId)
  if (decision !== undefined && id !== ('session_decisions.session_id' as IdColumn))
    query = query.where(holds(decision))
  if (q !== undefined) {
    const found = await findByTitle(scope, q)
    if (found !== null) query = query.where('sessions.id', 'in', found)
    query = query.where(titleContains(q))
  }
  return query.orderBy(id, 'desc').limit(limit)
}

/** Of a session: whether it holds a trace with this decision. Of the weakest, which almost all hold, none is kept. */
function holds(decision: Decision): Expression<SqlBool> {
  const { exists, selectFrom } = expressionBuilder<Schema, 'sessions'>()
  return decision === 'allow'
    ? exists(
        selectFrom('traces')
          .select('traces.id')
          .whereRef('traces.session_id', '=', 'sessions.id')
          .where('traces.decision', '=', decision),
      )
    : exists(
        selectFrom('session_decisions as held')
          .select('held.session_id')
          .whereRef('held.project_id', '=', 'sessions.project_id')
          .where('held.decision', '=', decision)
          .whereRef('held.session_id', '=', 'sessions.id'),
      )
}

type SessionQuery = SelectQueryBuilder<Schema, 'sessions', Record<never, never>>
/** In each of these tables it is the id of the session. */
type IdColumn = 'sessions.id'
interface Start {
  readonly query: SessionQuery
  readonly id: IdColumn
}

/**
 * Sessions by the narrowest of what is asked for. Tags and decisions stand in tables of their own, sorted by session; the
 * cross join keeps SQLite from beginning elsewhere.
 */
function startOf(scope: Scope, { tag, rule, tool, decision }: SessionFilter): Start {
  const { db, projectId } = scope
  if (tag !== undefined) {
    const query = db
      .selectFrom('session_tags')
      .crossJoin('sessions')
      .whereRef('sessions.id', '=', 'session_tags.session_id')
      .where('session_tags.project_id', '=', projectId)
      .where('session_tags.tag', '=', tag)
      // Whoever gives a tag twice has one session.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('session_tags as earlier')
              .select('earlier.position')
              .whereRef('earlier.session_id', '=', 'session_tags.session_id')
              .whereRef('earlier.position', '<', 'session_tags.position')
              .where('earlier.tag', '=', tag),
          ),
        ),
      )
    return { query: query as unknown as SessionQuery, id: 'session_tags.session_id' as IdColumn }
  }
  if (rule !== undefined) return listedUnder(scope, 'session_rules', 'rule', rule)
  if (tool !== undefined) return listedUnder(scope, 'session_tools', 'tool', tool)
  if (decision !== undefined && decision !== 'allow')
    return listedUnder(scope, 'session_decisions', 'decision', decision)
  return { query: db.selectFrom('sessions').where('sessions.project_id', '=', projectId), id: 'sessions.id' }
}

function listedUnder(
  { db, projectId }: Scope,
  table: 'session_rules' | 'session_tools' | 'session_decisions',
  column: 'rule' | 'tool' | 'decision',
  name: string,
): Start {
  const { ref } = db.dynamic
  const query = db
    .selectFrom(table)
    .crossJoin('sessions')
    .whereRef('sessions.id', '=', `${table}.session_id`)
    .where(`${table}.project_id`, '=', projectId)
    .where(ref(`${table}.${column}`), '=', name)
  return { query: query as unknown as SessionQuery, id: `${table}.session_id` as IdColumn }
}

/**
 * When the newest trace of each came in, which is when a session was last updated. Read from the index, not kept up to
 * date. No trace is a day older than its session, whatever the clocks: on Postgres that leaves out the parts of the days
 * before.
 */
async function selectUpdates(
  { db }: Scope,
  sessions: readonly Pick<Selectable<SessionTable>, 'id' | 'created_at'>[],
): Promise<Map<string, number>> {
  if (sessions.length === 0) return new Map()
  const oldestMs = Math.min(...sessions.map(({ created_at }) => created_at))
  const ids = sessions.map(({ id }) => id)
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .select(({ selectFrom }) =>
      selectFrom('traces')
        .select('traces.created_at')
        .whereRef('traces.session_id', '=', 'sessions.id')
        .where('traces.id', '>=', lowestIdAt(oldestMs - dayMs))
        .orderBy('traces.id', 'desc')
        .limit(1)
        .as('updated_at'),
    )
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.flatMap(({ id, updated_at }) => (updated_at === null ? [] : [[id, updated_at] as const])))
}

async function countDecisions(
  { db }: Scope,
  sessions: readonly Pick<Selectable<SessionTable>, 'id' | 'created_at'>[],
): Promise<Map<string, { decision: string; count: number }[]>> {
  const counts = new Map<string, { decision: string; count: number }[]>()
  if (sessions.length === 0) return counts
  const oldestMs = Math.min(...sessions.map(({ created_at }) => created_at))
  const rows = await db
    .selectFrom('traces')
    .select(['session_id', 'decision', (expression) => expression.fn.countAll<number>().as('count')])
    .where(
      'session_id',
      'in',
      sessions.map(({ id }) => id),
    )
    .where('id', '>=', lowestIdAt(oldestMs - dayMs))
    .groupBy(['session_id', 'decision'])
    .execute()
  for (const { session_id, ...counted } of rows) counts.set(session_id, [...(counts.get(session_id) ?? []), counted])
  return counts
}
