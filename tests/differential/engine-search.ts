import { type NewRule, newRuleSchema, type Reason } from '@agentsentry/contract'
import { compileRuleSet, evaluate, type RuleSet } from '@agentsentry/engine'
import type { Span } from './re2.ts'

/** A rule set with one rule for each pattern, named by its index. Throws when the engine refuses one. */
export function ruleSetOf(patterns: readonly string[], rule_type: 'regex' | 'nlp' = 'regex'): RuleSet {
  const rules = patterns.map((pattern, index): NewRule => ({ name: String(index), rule_type, pattern }))
  const { ruleSet, faults } = compileRuleSet(
    rules.map((rule) => newRuleSchema.parse(rule)),
    { number: 1, hash: 'generated' },
  )
  const [fault] = faults
  if (fault !== undefined) throw new Error(`${patterns[Number(fault.rule)]}: ${fault.message}`)
  return ruleSet
}

/** Where each rule that matched the text as it stands was found, by the index of its pattern. */
export function searchEngine(ruleSet: RuleSet, text: string): Map<number, Span> {
  const { reasons } = evaluate(ruleSet, { phase: 'user', content: { text } })
  for (const { rule, unevaluated } of reasons)
    if (unevaluated !== undefined) throw new Error(`rule ${rule} was not evaluated: ${unevaluated}`)
  const found = reasons.filter((reason): reason is Reason & { span: Span } => reason.view === 'text')
  return new Map(found.map(({ rule, span }) => [Number(rule), span]))
}
