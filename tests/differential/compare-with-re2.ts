import { Dice } from './dice.ts'
import { ruleSetOf, searchEngine } from './engine-search.ts'
import type { GeneratedPattern } from './pattern-generator.ts'
import { generatePattern } from './pattern-generator.ts'
import { compileRe2, type Span, searchRe2 } from './re2.ts'

export interface PackComparison {
  /** Pairs of a rule and a text. */
  readonly compared: number
  readonly matched: number
  /** What differed, shortest first. */
  readonly differences: readonly string[]
}

/**
 * Asks rule sets of `rules` generated patterns, all at once, which of them match generated texts and where, and RE2 the
 * same pattern by pattern. The same seed asks the same.
 */
export function compareWithRe2(seed: number, packs: number, rules: number): PackComparison {
  const dice = new Dice(seed)
  const compared = Array.from({ length: packs }, () => {
    const patterns = Array.from({ length: rules }, () => generatePattern(dice, 're2'))
    const texts = generateTexts(dice, patterns)
    return comparePack(
      patterns.map(({ source }) => source),
      texts,
    )
  })
  return {
    compared: compared.reduce((sum, each) => sum + each.compared, 0),
    matched: compared.reduce((sum, each) => sum + each.matched, 0),
    differences: shortestFirst(compared.flatMap(({ differences }) => differences)),
  }
}

/** Asks one rule set of all these patterns, and RE2 pattern by pattern. */
export function comparePack(patterns: readonly string[], texts: readonly string[]): PackComparison {
  const ruleSet = ruleSetOf(patterns)
  const alone = patterns.map(compileRe2)
  const differences: string[] = []
  let matched = 0
  for (const text of texts) {
    const ours = searchEngine(ruleSet, text)
    for (const [index, regex] of alone.entries()) {
      const [found, expected] = [ours.get(index) ?? null, regex.test(text) ? searchRe2(regex, text) : null]
      if (expected !== null) matched++
      if (!isSameSpan(found, expected))
        differences.push(JSON.stringify({ pattern: patterns[index], text, ours: found, re2: expected }))
    }
  }
  return { compared: patterns.length * texts.length, matched, differences: shortestFirst(differences) }
}

/** Short texts, texts that put several together, and one in which they lie far apart. */
function generateTexts(dice: Dice, patterns: readonly GeneratedPattern[]): string[] {
  const text = () => dice.pick(patterns).text(60)
  const joined = Array.from({ length: 3 }, () => dice.several(2, 8, text).join(dice.pick(['', ' ', '\n'])))
  const padding = dice.pick([' ', 'a', 'zq ', 'é', '\n', '😀']).repeat(dice.between(100, 3000))
  return [text(), text(), text(), text(), ...joined, text() + padding + text() + padding + text()]
}

function isSameSpan(left: Span | null, right: Span | null): boolean {
  return left === right || (left !== null && right !== null && left[0] === right[0] && left[1] === right[1])
}

function shortestFirst(differences: string[]): string[] {
  return differences.sort((left, right) => left.length - right.length)
}
