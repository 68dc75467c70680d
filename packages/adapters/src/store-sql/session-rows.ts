import { type Decision, decisionStrength, type Session, type SessionDetail } from '@agentsentry/contract'
import { type Expression, expressionBuilder, type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { isPostgres } from './migrations/dialect.ts'
import type { Schema, SessionTable } from './schema.ts'
import type { Scope } from './scope.ts'

export function readSession(row: Selectable<SessionTable> & { updated_at: number }, tags: string[]): Session {
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

/** What was decided in a session, from its traces counted by decision. */
export function readDecisions(
  counts: readonly { readonly decision: string; readonly count: number }[],
): Pick<SessionDetail, 'traces' | 'decisions' | 'worst_decision'> {
  const occurred = counts.map(({ decision }) => decision as Decision)
  return {
    traces: counts.reduce((sum, { count }) => sum + Number(count), 0),
    decisions: Object.fromEntries(counts.map(({ decision, count }) => [decision, Number(count)])),
    worst_decision: occurred.sort((left, right) => decisionStrength(right) - decisionStrength(left))[0] ?? null,
  }
}

export async function selectTags({ db }: Scope, sessionIds: readonly string[]): Promise<Map<string, string[]>> {
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

/**
 * `short` is two and a half seconds, less than the server lets anybody be silent within a transaction; `long` is as long as
 * the store may take for an answer.
 */
export type Patience = 'short' | 'long'

/**
 * Keeps every other transaction from writing traces of these sessions, or changing them, until this one ends. SQLite has
 * one writer at a time anyway. Whatever is read of their traces afterwards is all there is.
 *
 * Who can come again does not wait long: where one that holds the lock falls silent, all that wait get it in turn, and may
 * have fallen silent as well, while an agent waits behind them.
 */
export async function lockSessions(db: Kysely<Schema>, ids: readonly string[], patience: Patience): Promise<void> {
  if (!isPostgres(db) || ids.length === 0) return
  if (patience === 'short') await sql`set local lock_timeout = '2500ms'`.execute(db)
  await sql`select id from sessions where id in (${sql.join(ids)}) order by id for update`.execute(db)
}

/** Takes out what these sessions held no trace of any more. Only for sessions that are locked. */
export async function forgetDecisions(db: Kysely<Schema>, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('session_decisions').where('session_id', 'in', ids).where(isShownByNoTrace()).execute()
}

/** Of a decision that a session is found by: that no trace of the session shows it. */
export function isShownByNoTrace(): Expression<SqlBool> {
  const { not, exists, selectFrom } = expressionBuilder<Schema, 'session_decisions'>()
  return not(
    exists(
      selectFrom('traces')
        .select('traces.id')
        .whereRef('traces.session_id', '=', 'session_decisions.session_id')
        .whereRef('traces.decision', '=', 'session_decisions.decision')
        .where('traces.decision', '<>', 'allow'),
    ),
  )
}
