import { definitionOf, type RuleDefinition, type RuleSetSummary } from '@agentsentry/contract'
import type { DatedRuleSet } from './ports.ts'

/** A rule set in a line, with what it changed of the one before; null where it was the first. */
export function summariseRuleSet(set: DatedRuleSet, before: DatedRuleSet | null): RuleSetSummary {
  return {
    number: set.number,
    hash: set.hash,
    created_at: new Date(set.createdAtMs).toISOString(),
    rules: set.rules.length,
    enabled: set.rules.filter(({ enabled }) => enabled).length,
    actor: set.actor,
    changed: changesBetween(before?.rules ?? [], set.rules),
  }
}

function changesBetween(
  before: readonly RuleDefinition[],
  after: readonly RuleDefinition[],
): RuleSetSummary['changed'] {
  const changed: RuleSetSummary['changed'] = { created: [], updated: [], deleted: [], toggled: [] }
  const left = new Map(before.map((rule) => [rule.name, rule]))
  for (const rule of after) {
    const former = left.get(rule.name)
    left.delete(rule.name)
    if (former === undefined) changed.created.push(rule.name)
    else if (isSame(former, rule)) continue
    else if (isSame({ ...former, enabled: rule.enabled }, rule)) changed.toggled.push(rule.name)
    else changed.updated.push(rule.name)
  }
  changed.deleted.push(...left.keys())
  return changed
}

/** Whether two rules mean the same and are named the same. */
export function isSame(left: RuleDefinition, right: RuleDefinition): boolean {
  return JSON.stringify(definitionOf(left)) === JSON.stringify(definitionOf(right))
}
