import type { SessionFilter, TraceFilter } from '@agentsentry/pipeline'
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely'
import { lowestIdAt } from './id-time.ts'
import { mentionsRule } from './rule-mention.ts'
import type { Schema } from './schema.ts'
import type { Scope } from './scope.ts'
import { readWatermark } from './tallies/watermark.ts'

/** A tool or a rule that sessions are looked for by. */
export type MetName = { readonly tool: string } | { readonly rule: string }

/** Longer ago than tallying ever takes, where it is done at all. */
const liveMs = 60 * 60 * 1000
const mostLately = 10_000

export function namesOf({ rule, tool }: SessionFilter): MetName[] {
  return [...(rule === undefined ? [] : [{ rule }]), ...(tool === undefined ? [] : [{ tool }])]
}

/** Of a session: whether tallying noted that it met this. */
export function wasNoted({ projectId }: Scope, name: MetName): Expression<SqlBool> {
  const { exists, selectFrom } = expressionBuilder<Schema, 'sessions'>()
  return 'tool' in name
    ? exists(
        selectFrom('session_tools as noted')
          .select('noted.session_id')
          .where('noted.project_id', '=', projectId)
          .where('noted.tool', '=', name.tool)
          .whereRef('noted.session_id', '=', 'sessions.id'),
      )
    : exists(
        selectFrom('session_rules as noted')
          .select('noted.session_id')
          .where('noted.project_id', '=', projectId)
          .where('noted.rule', '=', name.rule)
          .whereRef('noted.session_id', '=', 'sessions.id'),
      )
}

/** The sessions that met this in traces that are not tallied yet. */
export async function metLately(scope: Scope, name: MetName): Promise<string[]> {
  const { db, projectId } = scope
  const rows = await db
    .selectFrom('traces')
    .select('traces.session_id')
    .distinct()
    .where('traces.project_id', '=', projectId)
    .where('traces.id', '>', await readWatermark(db))
    .where('traces.id', '>=', lowestIdAt(Date.now() - liveMs))
    .where(
      'tool' in name
        ? expressionBuilder<Schema, 'traces'>()('traces.tool', '=', name.tool)
        : mentionsRule(scope, name.rule),
    )
    .limit(mostLately)
    .execute()
  return rows.map(({ session_id: id }) => id)
}

/** More sessions than these are no quicker to look through than all traces of a time. */
const mostFew = 300
/** More where several things must meet: what each session met may have met in no trace. */
const mostFewOfSeveral = 3_000

/**
 * The sessions in which tallying noted all that a trace is looked for by: tool, rule, and a decision other than `allow`.
 * Null when they are many, or nothing of the kind is asked for.
 */
export async function fewSessionsWith(
  { db, projectId }: Scope,
  { tool, rule, decision }: TraceFilter,
): Promise<string[] | null> {
  const noted = [
    ...(rule === undefined ? [] : [{ table: 'session_rules', column: 'rule', name: rule }]),
    ...(tool === undefined ? [] : [{ table: 'session_tools', column: 'tool', name: tool }]),
    ...(decision === undefined || decision === 'allow'
      ? []
      : [{ table: 'session_decisions', column: 'decision', name: decision }]),
  ]
  const [first, ...others] = noted
  if (first === undefined) return null
  const most = others.length === 0 ? mostFew : mostFewOfSeveral
  const rows = await sql<{ session_id: string }>`
    select session_id from ${sql.table(first.table)} as first
    where project_id = ${projectId} and ${sql.ref(first.column)} = ${first.name} ${sql.join(
      others.map(
        ({ table, column, name }) => sql`and exists (select 1 from ${sql.table(table)} as other
          where other.project_id = ${projectId} and other.${sql.ref(column)} = ${name}
          and other.session_id = first.session_id)`,
      ),
      sql` `,
    )}
    limit ${most + 1}`.execute(db)
  return rows.rows.length > most ? null : rows.rows.map(({ session_id: id }) => id)
}

export function isAmong(ids: readonly string[]): Expression<SqlBool> {
  return expressionBuilder<Schema, 'sessions'>()('sessions.id', 'in', ids)
}

export function wasMet(scope: Scope, name: MetName, lately: readonly string[]): Expression<SqlBool> {
  const noted = wasNoted(scope, name)
  return lately.length === 0 ? noted : expressionBuilder<Schema, 'sessions'>().or([noted, isAmong(lately)])
}
