import { type Expression, type SqlBool, sql } from 'kysely'
import { isPostgres } from './migrations/dialect.ts'
import type { Scope } from './scope.ts'

/**
 * What holds of a trace in which this rule gave a reason, or would have. In JSON text the field stands just so, and within
 * any string its quotes would be escaped.
 */
export function mentionsRule({ db }: Scope, rule: string): Expression<SqlBool> {
  const field = `"rule":${JSON.stringify(rule)}`
  const position = sql.raw(isPostgres(db) ? 'strpos' : 'instr')
  return sql<SqlBool>`(${position}(traces.reasons, ${field}) > 0 or ${position}(traces.shadow, ${field}) > 0
    or ${position}(coalesce(traces.elevation, ''), ${field}) > 0)`
}
