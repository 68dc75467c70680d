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

const known = new WeakMap<RuleSet, ReadonlyMap<string, CompiledRule>>()

/** The secret rules of a set by name. A rule set never changes, so it is looked through once. */
export function secretRulesOf(ruleSet: RuleSet): ReadonlyMap<string, CompiledRule> {
  let rules = known.get(ruleSet)
  if (rules === undefined) {
    const secret = ruleSet.rules.filter(({ definition }) => isSecretRule(definition))
    rules = new Map(secret.map((rule) => [rule.definition.name, rule]))
    known.set(ruleSet, rules)
  }
  return rules
}
