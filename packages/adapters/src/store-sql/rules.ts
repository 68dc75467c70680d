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
import type { Kysely, Selectable } from 'kysely'
import { insertAudit } from './audit.ts'
import { numberRuleSet } from './rule-sets.ts'
import type { RuleTable, Schema } from './schema.ts'

export async function selectRuleSnapshot(db: Kysely<Schema>): Promise<RuleSnapshot> {
  return db.transaction().execute(async (transaction) => {
    const rules = await selectRules(transaction)
    return { rules, ...(await numberRuleSet(transaction, rules)) }
  })
}

export async function insertRule(db: Kysely<Schema>, definition: RuleDefinition, actor: string): Promise<Rule> {
  return db.transaction().execute(async (transaction) => {
    await refuseTakenName(transaction, definition.name, null)
    const rule = await writeNewRule(transaction, definition)
    await insertAudit(transaction, auditOf(actor, 'rule_create', rule, { name: rule.name }))
    await renumber(transaction)
    return rule
  })
}

export async function updateRule(
  db: Kysely<Schema>,
  id: number,
  change: RulePatch,
  audit: RuleChangeAudit,
): Promise<Rule | null> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction.selectFrom('rules').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) return null
    const before = readRule(row)
    const definition = patchRule(definitionOf(before), change)
    await refuseTakenName(transaction, definition.name, id)
    const rule = await overwriteRule(transaction, id, definition)
    await insertAudit(
      transaction,
      auditOf(audit.actor, audit.action, rule, { name: rule.name, changed: changedFields(before, rule) }),
    )
    await renumber(transaction)
    return rule
  })
}

export async function deleteRule(db: Kysely<Schema>, id: number, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction.deleteFrom('rules').where('id', '=', id).returningAll().executeTakeFirst()
    if (row === undefined) return false
    const rule = readRule(row)
    await insertAudit(transaction, auditOf(actor, 'rule_delete', rule, { ...definitionOf(rule) }))
    await renumber(transaction)
    return true
  })
}

export async function importRules(
  db: Kysely<Schema>,
  definitions: readonly RuleDefinition[],
  actor: string,
): Promise<ImportOutcome> {
  return db.transaction().execute(async (transaction) => {
    const known = new Map((await selectRules(transaction)).map((rule) => [rule.name, rule]))
    const outcome: ImportOutcome = { created: 0, updated: 0, skipped: 0, errors: [] }
    for (const definition of definitions) {
      const before = known.get(definition.name)
      if (before === undefined) {
        await writeNewRule(transaction, definition)
        outcome.created++
      } else if (changedFields(before, definition).length > 0) {
        await overwriteRule(transaction, before.id, definition)
        outcome.updated++
      } else {
        outcome.skipped++
      }
    }
    const { number, hash } = await renumber(transaction)
    const { created, updated, skipped } = outcome
    await insertAudit(transaction, {
      actor,
      action: 'rule_import',
      targetType: 'rule_set',
      targetId: String(number),
      details: { created, updated, skipped, hash },
    })
    return outcome
  })
}

/** A store that has judged by any rule set, or held any rule, is not new. */
export async function seedRules(db: Kysely<Schema>, definitions: readonly RuleDefinition[]): Promise<boolean> {
  const used = await db.selectFrom('rule_sets').select('number').limit(1).executeTakeFirst()
  if (used !== undefined) return false
  await importRules(db, definitions, 'system')
  return true
}

async function selectRules(db: Kysely<Schema>): Promise<Rule[]> {
  const rows = await db.selectFrom('rules').selectAll().orderBy('id').execute()
  return rows.map(readRule)
}

async function renumber(db: Kysely<Schema>) {
  return numberRuleSet(db, await selectRules(db))
}

async function writeNewRule(db: Kysely<Schema>, definition: RuleDefinition): Promise<Rule> {
  const now = Date.now()
  const row = await db
    .insertInto('rules')
    .values({ name: definition.name, definition: JSON.stringify(definition), created_at: now, updated_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  return readRule(row)
}

async function overwriteRule(db: Kysely<Schema>, id: number, definition: RuleDefinition): Promise<Rule> {
  const row = await db
    .updateTable('rules')
    .set({ name: definition.name, definition: JSON.stringify(definition), updated_at: Date.now() })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return readRule(row)
}

async function refuseTakenName(db: Kysely<Schema>, name: string, ownId: number | null): Promise<void> {
  const holder = await db.selectFrom('rules').select('id').where('name', '=', name).executeTakeFirst()
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
