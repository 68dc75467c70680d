import { createHash } from 'node:crypto'
import { completeDefinition, type RuleDefinition, ruleSetText } from '@agentsentry/contract'
import type { DatedRuleSet, RuleSetPage } from '@agentsentry/pipeline'
import type { Selectable } from 'kysely'
import type { RuleSetTable } from './schema.ts'
import type { Scope } from './scope.ts'

/**
 * The number under which these rules judge. Rules that equal the newest set keep its number; any other get the next one
 * and are kept, so that a trace can be explained by the rules of its time.
 */
export async function numberRuleSet(
  { db, projectId }: Scope,
  rules: readonly RuleDefinition[],
  actor: string | null,
): Promise<{ number: number; hash: string }> {
  const definitions = ruleSetText(rules)
  const hash = createHash('sha256').update(definitions).digest('hex')
  const newest = await db
    .selectFrom('rule_sets')
    .select(['number', 'hash'])
    .where('project_id', '=', projectId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest?.hash === hash) return newest
  const { number } = await db
    .insertInto('rule_sets')
    .values({ project_id: projectId, hash, definitions, created_at: Date.now(), actor })
    .returning('number')
    .executeTakeFirstOrThrow()
  return { number, hash }
}

export async function selectRuleSet({ db, projectId }: Scope, number: number): Promise<DatedRuleSet | null> {
  const row = await db
    .selectFrom('rule_sets')
    .selectAll()
    .where('number', '=', number)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return row === undefined ? null : readRuleSet(row)
}

/** Newest first. */
export async function selectRuleSets(
  { db, projectId }: Scope,
  { limit, beforeNumber, beforeMs }: RuleSetPage,
): Promise<DatedRuleSet[]> {
  let query = db.selectFrom('rule_sets').selectAll().where('project_id', '=', projectId)
  if (beforeNumber !== undefined) query = query.where('number', '<', beforeNumber)
  if (beforeMs !== undefined) query = query.where('created_at', '<', beforeMs)
  return (await query.orderBy('number', 'desc').limit(limit).execute()).map(readRuleSet)
}

function readRuleSet(row: Selectable<RuleSetTable>): DatedRuleSet {
  const definitions: RuleDefinition[] = JSON.parse(row.definitions)
  return {
    number: row.number,
    hash: row.hash,
    rules: definitions.map(completeDefinition),
    createdAtMs: row.created_at,
    actor: row.actor,
  }
}

/** Number of the newest rule set, 0 when there was none yet. */
export async function selectRuleSetNumber({ db, projectId }: Scope): Promise<number> {
  const newest = await db
    .selectFrom('rule_sets')
    .select('number')
    .where('project_id', '=', projectId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest?.number ?? 0
}
