import type { RestoreOutcome } from '@agentsentry/contract'
import { insertAudit } from './audit.ts'
import { selectRuleSet } from './rule-sets.ts'
import { bringTo, changeRules, renumber, selectRules } from './rules.ts'
import type { Scope } from './scope.ts'

/** Makes the rules, by name, those of an earlier set. Null where there never was one of this number. */
export async function restoreRuleSet(scope: Scope, number: number, actor: string): Promise<RestoreOutcome | null> {
  return changeRules(scope, async (scope) => {
    const wanted = await selectRuleSet(scope, number)
    if (wanted === null) return null
    const left = new Map((await selectRules(scope)).map((rule) => [rule.name, rule]))
    const outcome = { created: 0, updated: 0, skipped: 0 }
    for (const definition of wanted.rules) {
      const before = left.get(definition.name)
      left.delete(definition.name)
      outcome[await bringTo(scope, before, definition)]++
    }
    const gone = [...left.values()].map(({ id }) => id)
    if (gone.length > 0)
      await scope.db.deleteFrom('rules').where('project_id', '=', scope.projectId).where('id', 'in', gone).execute()
    const { created, updated } = outcome
    const changes = { created, updated, deleted: gone.length }
    const { number: current, hash } = await renumber(scope, actor)
    await insertAudit(scope, {
      actor,
      action: 'rule_restore',
      targetType: 'rule_set',
      targetId: String(current),
      details: { restored: number, ...changes, hash },
    })
    return { ...changes, number: current }
  })
}
