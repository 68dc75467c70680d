import { createHash } from 'node:crypto'
import { completeDefinition, definitionOf, type RuleDefinition } from '@agentsentry/contract'
import type { RecordedRuleSet } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * The number under which these rules judge. Rules that equal the newest set keep its number; any other get the next one
 * and are kept, so that a trace can be explained by the rules of its time.
 */
export async function numberRuleSet(
  db: Kysely<Schema>,
  rules: readonly RuleDefinition[],
): Promise<{ number: number; hash: string }> {
  const definitions = JSON.stringify(rules.map(definitionOf))
  const hash = createHash('sha256').update(definitions).digest('hex')
  const newest = await db
    .selectFrom('rule_sets')
    .select(['number', 'hash'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest?.hash === hash) return newest
  const { number } = await db
    .insertInto('rule_sets')
    .values({ hash, definitions, created_at: Date.now() })
    .returning('number')
    .executeTakeFirstOrThrow()
  return { number, hash }
}

export async function selectRuleSet(db: Kysely<Schema>, number: number): Promise<RecordedRuleSet | null> {
  const row = await db.selectFrom('rule_sets').selectAll().where('number', '=', number).executeTakeFirst()
  if (row === undefined) return null
  const definitions: RuleDefinition[] = JSON.parse(row.definitions)
  return { number: row.number, hash: row.hash, rules: definitions.map(completeDefinition) }
}

/** Number of the newest rule set, 0 when there was none yet. */
export async function selectRuleSetNumber(db: Kysely<Schema>): Promise<number> {
  const newest = await db.selectFrom('rule_sets').select('number').orderBy('number', 'desc').limit(1).executeTakeFirst()
  return newest?.number ?? 0
}
