import { definitionOf, type RuleDefinition } from '@agentsentry/contract'
import { diffRules, type FieldDiff } from './rule-diff.ts'

/** What became of one rule between two rule sets. */
export interface RuleChange {
  readonly rule: string
  readonly kind: 'created' | 'updated' | 'deleted'
  readonly fields: readonly FieldDiff[]
}

/** Rule by rule, by name, what leads from one set to the other; those of the later set first, in its order. */
export function differenceOf(before: readonly RuleDefinition[], after: readonly RuleDefinition[]): RuleChange[] {
  const old = new Map(before.map((rule) => [rule.name, rule]))
  const names = new Set(after.map(({ name }) => name))
  const changes: RuleChange[] = []
  for (const rule of after) {
    const known = old.get(rule.name)
    if (known === undefined) changes.push({ rule: rule.name, kind: 'created', fields: diffRules(null, rule) })
    else if (JSON.stringify(definitionOf(known)) !== JSON.stringify(definitionOf(rule)))
      changes.push({ rule: rule.name, kind: 'updated', fields: diffRules(known, rule) })
  }
  for (const rule of before) {
    if (!names.has(rule.name)) changes.push({ rule: rule.name, kind: 'deleted', fields: diffRules(rule, null) })
  }
  return changes
}
