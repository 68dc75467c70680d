import type { RuleDefinition } from '@agentsentry/contract'
import { compileRuleSet, evaluate, type RuleSet } from '@agentsentry/engine'
import { RE2JS } from 're2js'
import type { BenchRule } from '../packs/bench-rule.ts'
import { definitionsOf } from '../packs/rule-pack.ts'
import { DenseAutomaton } from './dense-automaton.ts'

/** How many rules match, or for a floor a number that keeps the work from being optimised away. */
export type Scan = (text: string) => number

/** What a pack is measured with. The last two find no rule: they are floors. */
export const contenderNames = ['agentsentry', 'v8', 're2js', 'automaton', 'characters'] as const
export type ContenderName = (typeof contenderNames)[number]

export const contenderTitles: Readonly<Record<ContenderName, string>> = {
  agentsentry: 'AgentSentry',
  v8: 'V8 RegExp, one after another',
  re2js: 're2js, one after another',
  automaton: 'the automaton alone',
  characters: 'a loop over `charCodeAt`',
}

export function contendersFor(rules: readonly BenchRule[]): Readonly<Record<ContenderName, Scan>> {
  const automaton = new DenseAutomaton(rules.flatMap(({ literals }) => literals))
  return {
    agentsentry: scanWith(compiled(definitionsOf(rules))),
    v8: scanWithV8(rules),
    re2js: scanWithRe2js(rules),
    automaton: (text) => automaton.countHits(text),
    characters: sumOfCharacters,
  }
}

/** Throws when a rule does not compile: a pack that is not judged must not be measured. */
export function compiled(definitions: readonly RuleDefinition[]): RuleSet {
  const { ruleSet, faults } = compileRuleSet(definitions, { number: 1, hash: 'bench' })
  if (faults.length > 0) throw new Error(`the pack has faults: ${JSON.stringify(faults[0])}`)
  return ruleSet
}

export function scanWith(ruleSet: RuleSet): Scan {
  return (text) => evaluate(ruleSet, { phase: 'user', content: { text } }).reasons.length
}

function scanWithV8(rules: readonly BenchRule[]): Scan {
  const expressions = rules.map(({ pattern }) =>
    pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), 'i') : new RegExp(pattern),
  )
  return (text) => {
    let count = 0
    for (const expression of expressions) if (expression.exec(text) !== null) count++
    return count
  }
}

/** `test` first, as it runs a DFA; only a text that matches is given to the NFA that finds where. */
function scanWithRe2js(rules: readonly BenchRule[]): Scan {
  const expressions = rules.map(({ pattern }) => RE2JS.compile(pattern))
  return (text) => {
    let count = 0
    for (const expression of expressions) if (expression.test(text) && expression.matcher(text).find()) count++
    return count
  }
}

export function sumOfCharacters(text: string): number {
  let sum = 0
  for (let index = 0; index < text.length; index++) sum = (sum + text.charCodeAt(index)) | 0
  return sum
}
