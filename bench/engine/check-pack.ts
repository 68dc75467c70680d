import { evaluate } from '@agentsentry/engine'
import { RE2JS } from 're2js'
import { compiled } from './contenders/contender.ts'
import type { BenchRule } from './packs/bench-rule.ts'
import { definitionsOf } from './packs/rule-pack.ts'
import { benignPool } from './texts/benign-text.ts'
import { hostilePool, hostileTexts } from './texts/hostile-text.ts'

/**
 * Throws unless every rule matches its example and not its near miss, and AgentSentry finds in benign and hostile texts
 * what re2js finds: an engine that is fast and wrong is not measured.
 */
export function checkPack(rules: readonly BenchRule[]): void {
  const expressions = rules.map((rule) => ({ rule, expression: RE2JS.compile(rule.pattern) }))
  for (const { rule, expression } of expressions) {
    if (!expression.test(rule.example) || expression.test(rule.nearMiss))
      throw new Error(`rule \`${rule.name}\` is not what its example and its near miss say`)
  }
  const ruleSet = compiled(definitionsOf(rules))
  const texts = [
    ...benignPool(1024, 8),
    ...Object.keys(hostileTexts).flatMap((kind) => hostilePool(kind, 1024, 1, rules)),
  ]
  for (const text of texts.map((json) => JSON.parse(json) as string)) {
    const { reasons } = evaluate(ruleSet, { phase: 'user', content: { text } })
    const found = new Set(reasons.filter(({ view }) => view === 'text').map(({ rule }) => rule))
    const unevaluated = new Set(reasons.filter((reason) => reason.unevaluated !== undefined).map(({ rule }) => rule))
    for (const { rule, expression } of expressions) {
      if (!unevaluated.has(rule.name) && expression.test(text) !== found.has(rule.name))
        throw new Error(`AgentSentry and re2js differ on rule \`${rule.name}\` in \`${text.slice(0, 60)}…\``)
    }
  }
}
