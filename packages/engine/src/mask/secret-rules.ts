import type { RuleDefinition } from '@agentsentry/contract'
import type { CompiledRule } from '../compiled-rule.ts'
import type { RuleSet } from '../rule-set.ts'

/**
 * Tags that say of a rule that what it finds is a secret: AgentSentry's own, and the weaknesses "insufficiently protected
 * credentials" and "hard-coded credentials", which every version of the starter pack carries.
 */
export const secretTags: readonly string[] = ['x-secret', 'CWE-522', 'CWE-798']

/** Whether what a rule finds is masked before it is stored. */
export function isSecretRule({ tags }: Pick<RuleDefinition, 'tags'>): boolean {
  return tags.some((tag) => secretTags.includes(tag))
}

/** Whether a rule demands that what it finds goes no further, stored or not. One in shadow only tells. */
function isRedacting({ decision, mode }: Pick<RuleDefinition, 'decision' | 'mode'>): boolean {
  return decision === 'redact' && mode === 'enforce'
}

export type MaskingRules = ReadonlyMap<string, CompiledRule>

const known = new WeakMap<RuleSet, { readonly redacting: MaskingRules; readonly all: MaskingRules }>()

/**
 * The rules of a set, by name, of whose matches nothing may stay: those that redact, and the secret rules unless secrets are
 * kept. A rule set never changes, so it is looked through once.
 */
export function maskingRulesOf(ruleSet: RuleSet, keepsSecrets: boolean): MaskingRules {
  let rules = known.get(ruleSet)
  if (rules === undefined) {
    const redacting = ruleSet.rules.filter(({ definition }) => isRedacting(definition))
    const all = ruleSet.rules.filter(({ definition }) => isRedacting(definition) || isSecretRule(definition))
    rules = { redacting: byName(redacting), all: byName(all) }
    known.set(ruleSet, rules)
  }
  return keepsSecrets ? rules.redacting : rules.all
}

function byName(rules: readonly CompiledRule[]): MaskingRules {
  return new Map(rules.map((rule) => [rule.definition.name, rule]))
}
