import type { RuleDefinition, RuleWarning } from '@agentsentry/contract'
import { describeRule, warnRules } from '@agentsentry/engine'

/** How one rule is run. */
export interface RuleRow {
  readonly rule: string
  readonly type: string
  readonly mode: string
  readonly enabled: boolean
  readonly executor: string
  /** One of these occurs in whatever the rule matches. */
  readonly literals: readonly string[]
  readonly costly: boolean
  readonly why: string | null
}

export interface RuleReport {
  readonly rules: readonly RuleRow[]
  readonly warnings: readonly RuleWarning[]
}

export function explainRules(rules: readonly RuleDefinition[]): RuleReport {
  return { rules: rules.map(explainRule), warnings: warnRules(rules) }
}

function explainRule(definition: RuleDefinition): RuleRow {
  const { name, rule_type, mode, enabled } = definition
  const { executor, literals, costly, why } = describeRule(definition)
  return { rule: name, type: rule_type, mode, enabled, executor, literals, costly, why }
}
