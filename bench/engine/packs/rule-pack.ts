import { newRuleSchema, type RuleDefinition } from '@agentsentry/contract'
import { Draw } from '../draw.ts'
import { type BenchRule, families, type Pattern } from './bench-rule.ts'
import { injectionPattern } from './injection-rules.ts'
import { personalDataPattern } from './personal-data-rules.ts'
import { secretPattern } from './secret-rules.ts'
import { shellPattern } from './shell-rules.ts'
import { sqlPattern } from './sql-rules.ts'
import { unanchoredPattern } from './unanchored-rules.ts'

/** Of every hundred rules these have no usable literal: 1 of 10, 3 of 100, 30 of 1000. */
const unanchoredPlaces: readonly number[] = [8, 41, 74]

const patternOf = {
  secrets: secretPattern,
  'personal-data': personalDataPattern,
  shell: shellPattern,
  sql: sqlPattern,
  injection: injectionPattern,
}

/** The first `count` rules of one endless pack: the families take turns, and no two rules have the same pattern. */
export function rulePack(count: number): BenchRule[] {
  const draw = new Draw(1)
  const rules: BenchRule[] = []
  const patterns = new Set<string>()
  const turns = new Map<string, number>()
  while (rules.length < count) {
    const place = rules.length
    const family = unanchoredPlaces.includes(place % 100) ? 'unanchored' : familyAt(place)
    const pattern = next(family)
    if (patterns.has(pattern.pattern)) continue
    patterns.add(pattern.pattern)
    rules.push({ ...pattern, family, name: `${family}-${place}` })
  }
  return rules

  function next(family: BenchRule['family']): Pattern {
    const index = turns.get(family) ?? 0
    if (index > 10 * count + 100) throw new Error(`there are no ${count} different rules of family \`${family}\``)
    turns.set(family, index + 1)
    return family === 'unanchored' ? unanchoredPattern(index, draw) : patternOf[family](index, draw)
  }
}

function familyAt(place: number) {
  return families[place % families.length] as (typeof families)[number]
}

/** The rules as a store holds them: all enabled, for every phase and every field. */
export function definitionsOf(rules: readonly BenchRule[]): RuleDefinition[] {
  return rules.map(({ name, pattern }) => definition(name, 'regex', pattern))
}

/** Phrases as rules of at most 500 phrases each, since a pattern has a greatest length. */
export function phraseDefinitions(phrases: readonly string[]): RuleDefinition[] {
  const rules: RuleDefinition[] = []
  for (let from = 0; from < phrases.length; from += 500)
    rules.push(definition(`phrases-${from}`, 'nlp', phrases.slice(from, from + 500).join('|')))
  return rules
}

function definition(name: string, type: RuleDefinition['rule_type'], pattern: string): RuleDefinition {
  return newRuleSchema.parse({ name, rule_type: type, pattern })
}
