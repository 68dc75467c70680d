import type { SessionFilter } from '@agentsentry/pipeline'
import { type Expression, expressionBuilder, type SqlBool } from 'kysely'
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

export function isAmong(ids: readonly string[]): Expression<SqlBool> {
  return expressionBuilder<Schema, 'sessions'>()('sessions.id', 'in', ids)
}

export function wasMet(scope: Scope, name: MetName, lately: readonly string[]): Expression<SqlBool> {
  const noted = wasNoted(scope, name)
  return lately.length === 0 ? noted : expressionBuilder<Schema, 'sessions'>().or([noted, isAmong(lately)])
}
