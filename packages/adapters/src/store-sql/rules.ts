import {
  completeDefinition,
  definitionOf,
  type ImportOutcome,
  patchRule,
  type Rule,
  type RuleDefinition,
  type RulePatch,
  SentryError,
} from '@agentsentry/contract'
import type { RuleChangeAudit, RuleSnapshot } from '@agentsentry/pipeline'
import { type Selectable, sql } from 'kysely'
import { insertAudit } from './audit.ts'
import { isPostgres } from './migrations/dialect.ts'
import { numberRuleSet, selectRuleSetNumber } from './rule-sets.ts'
import type { RuleTable } from './schema.ts'
import { inTransaction, type Scope } from './scope.ts'

export async function selectRuleSnapshot(scope: Scope): Promise<RuleSnapshot> {
  return changeRules(scope, async (scope) => {
    const rules = await selectRules(scope)
    return { rules, ...(await numberRuleSet(scope, rules, null)) }
  })
}

export async function insertRule(scope: Scope, definition: RuleDefinition, actor: string): Promise<Rule> {
  return changeRules(scope, async (scope) => {
    await refuseTakenName(scope, definition.name, null)
    const rule = await writeNewRule(scope, definition)
    await insertAudit(scope, auditOf(actor, 'rule_create', rule, { name: rule.name }))
    await renumber(scope, actor)
    return rule
  })
}

export async function updateRule(
  scope: Scope,
  id: number,
  change: RulePatch,
  audit: RuleChangeAudit,
): Promise<Rule | null> {
  return changeRules(scope, async (scope) => {
    const row = await scope.db
      .selectFrom('rules')
      .selectAll()
      .where('id', '=', id)
      .where('project_id', '=', scope.projectId)
      .executeTakeFirst()
    if (row === undefined) return null
    const before = readRule(row)
    const definition = patchRule(definitionOf(before), change)
    await refuseTakenName(scope, definition.name, id)
    const rule = await overwriteRule(scope, id, definition)
    await insertAudit(
      scope,
      auditOf(audit.actor, audit.action, rule, { name: rule.name, changed: changedFields(before, rule) }),
    )
    await renumber(scope, audit.actor)
    return rule
  })
}

export async function deleteRule(scope: Scope, id: number, actor: string): Promise<boolean> {
  return changeRules(scope, async (scope) => {
    const row = await scope.db
      .deleteFrom('rules')
      .where('id', '=', id)
      .where('project_id', '=', scope.projectId)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) return false
    const rule = readRule(row)
    await insertAudit(scope, auditOf(actor, 'rule_delete', rule, { ...definitionOf(rule) }))
    await renumber(scope, actor)
    return true
  })
}

export async function importRules(
  scope: Scope,
  definitions: readonly RuleDefinition[],
  actor: string,
): Promise<ImportOutcome> {
  return changeRules(scope, (scope) => writeImport(scope, definitions, actor))
}

async function writeImport(
  scope: Scope,
  definitions: readonly RuleDefinition[],
  actor: string,
): Promise<ImportOutcome> {
  const known = new Map((await selectRules(scope)).map((rule) => [rule.name, rule]))
  const outcome: ImportOutcome = { created: 0, updated: 0, skipped: 0, errors: [] }
  for (const definition of definitions) {
    outcome[await bringTo(scope, known.get(definition.name), definition)]++
  }
  const { number, hash } = await renumber(scope, actor)
  const { created, updated, skipped } = outcome
  await insertAudit(scope, {
    actor,
    action: 'rule_import',
    targetType: 'rule_set',
    targetId: String(number),
    details: { created, updated, skipped, hash },
  })
  return outcome
}

/** Makes a rule, which there may not be yet, what this definition says. */
export async function bringTo(
  scope: Scope,
  before: Rule | undefined,
  definition: RuleDefinition,
): Promise<'created' | 'updated' | 'skipped'> {
  if (before === undefined) {
    await writeNewRule(scope, definition)
    return 'created'
  }
  if (changedFields(before, definition).length === 0) return 'skipped'
  await overwriteRule(scope, before.id, definition)
  return 'updated'
}

/** A project that has judged by any rule set, or held any rule, is not new. */
export async function seedRules(scope: Scope, definitions: readonly RuleDefinition[]): Promise<boolean> {
  if ((await selectRuleSetNumber(scope)) > 0) return false
  return changeRules(scope, async (scope) => {
    if ((await selectRuleSetNumber(scope)) > 0) return false
    await writeImport(scope, definitions, 'system')
    return true
  })
}

/**
 * One change of a project's rules at a time, in one transaction. Two at once, of two processes, would each number a set
 * without the other's rules; SQLite has one writer anyway.
 */
export function changeRules<Result>(scope: Scope, work: (scope: Scope) => Promise<Result>): Promise<Result> {
  return inTransaction(scope, async (scope) => {
    if (isPostgres(scope.db))
      await sql`select pg_advisory_xact_lock(hashtextextended(${`agentsentry.rules.${scope.projectId}`}, 0))`.execute(
        scope.db,
      )
    return work(scope)
  })
}

export async function selectRules({ db, projectId }: Scope): Promise<Rule[]> {
  const rows = await db.selectFrom('rules').selectAll().where('project_id', '=', projectId).orderBy('id').execute()
  return rows.map(readRule)
}

export async function renumber(scope: Scope, actor: string) {
  return numberRuleSet(scope, await selectRules(scope), actor)
}

async function writeNewRule({ db, projectId }: Scope, definition: RuleDefinition): Promise<Rule> {
  const now = Date.now()
  const row = await db
    .insertInto('rules')
    .values({
      project_id: projectId,
      name: definition.name,
      definition: JSON.stringify(definition),
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return readRule(row)
}

async function overwriteRule({ db }: Scope, id: number, definition: RuleDefinition): Promise<Rule> {
  const row = await db
    .updateTable('rules')
    .set({ name: definition.name, definition: JSON.stringify(definition), updated_at: Date.now() })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return readRule(row)
}

async function refuseTakenName({ db, projectId }: Scope, name: string, ownId: number | null): Promise<void> {
  const holder = await db
    .selectFrom('rules')
    .select('id')
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst()
  if (holder === undefined || holder.id === ownId) return
  throw new SentryError('rule_name_taken', `there is a rule named \`${name}\` already (id ${holder.id})`)
}

function changedFields(before: RuleDefinition, after: RuleDefinition): string[] {
  const left = definitionOf(before)
  const right = definitionOf(after)
  const fields = Object.keys(left) as (keyof RuleDefinition)[]
  return fields.filter((field) => JSON.stringify(left[field]) !== JSON.stringify(right[field]))
}

export function readRule(row: Selectable<RuleTable>): Rule {
  return {
    id: row.id,
    ...completeDefinition(JSON.parse(row.definition)),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  }
}

function auditOf(actor: string, action: string, rule: Rule, details: Record<string, unknown>) {
  return { actor, action, targetType: 'rule', targetId: String(rule.id), details }
}
