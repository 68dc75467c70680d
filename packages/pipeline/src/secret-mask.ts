import type { RuleDefinition } from '@agentsentry/contract'
import { compileRuleSet, evaluate, isSecretRule, maskSecrets } from '@agentsentry/engine'

/**
 * Masks in a text what the secret rules among these find, wherever the rules look otherwise: for what leaves the house
 * unmasked. Costs what judging a trace with this text costs, on the caller's thread.
 */
export function secretMask(rules: readonly RuleDefinition[]): (text: string) => string {
  const anywhere = rules
    .filter((rule) => rule.enabled && isSecretRule(rule))
    .map((rule, index) => ({ ...rule, ...unlimited, id: index + 1, created_at: never, updated_at: never }))
  const { ruleSet } = compileRuleSet(anywhere, { number: 0, hash: '' })
  return (text) => {
    const facts = { phase: 'user', content: { text } } as const
    const masked = maskSecrets(ruleSet, facts, evaluate(ruleSet, facts))
    return masked === null ? text : String(masked.content.text)
  }
}

const unlimited = { on: null, tools: null, fields: null, unless: null, tests: null, mode: 'enforce' } as const
const never = new Date(0).toISOString()
