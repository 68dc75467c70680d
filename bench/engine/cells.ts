import { evaluate } from '@agentsentry/engine'
import { compiled, contenderNames, type contendersFor, scanWith, sumOfCharacters } from './contenders/contender.ts'
import { DenseAutomaton } from './contenders/dense-automaton.ts'
import { policyKernel } from './contenders/policy-kernel.ts'
import type { EngineBenchOptions } from './options.ts'
import type { BenchRule } from './packs/bench-rule.ts'
import { phrasePack } from './packs/phrase-pack.ts'
import { definitionsOf, phraseDefinitions } from './packs/rule-pack.ts'
import type { Cell } from './rounds.ts'
import { benignKinds, benignPool, callPool, ofKind } from './texts/benign-text.ts'
import { hostilePool, hostileTexts } from './texts/hostile-text.ts'

/** Pairs of rules and characters that a target is about, and whose legs are long enough to tell a 99th percentile. */
const targetPairs = ['100 1024', '10 4096', '100 4096', '1000 4096']

export const groupOf = {
  benign: (rules: number, length: number) => `benign ${rules} ${length}`,
  kind: (rules: number, kind: string) => `kind ${rules} ${kind}`,
  calls: (rules: number, length: number) => `calls ${rules} ${length}`,
  phrases: (phrases: number) => `phrases ${phrases}`,
  hostile: (rules: number, kind: string) => `hostile ${rules} ${kind}`,
}

/** A pack, compiled once for each contender. */
export interface Pack {
  readonly rules: readonly BenchRule[]
  readonly contenders: ReturnType<typeof contendersFor>
}

/** Rules × characters, all contenders, on texts that mean no harm. */
export function benignCells(packs: readonly Pack[], options: EngineBenchOptions): Cell[] {
  const pools = options.textLengths.map((length) => ({ length, pool: benignPool(length, options.textCount) }))
  return packs.flatMap(({ rules, contenders }) =>
    pools.flatMap(({ length, pool }) =>
      contenderNames.map((contender) => ({
        group: groupOf.benign(rules.length, length),
        contender,
        run: contenders[contender],
        pool,
        budgetMs:
          contender === 'agentsentry' && targetPairs.includes(`${rules.length} ${length}`)
            ? options.targetCellMs
            : options.cellMs,
      })),
    ),
  )
}

/** 4 KB of each kind of benign text on its own, since the median of a mixture hides the kind that costs most. */
export function kindCells(packs: readonly Pack[], { textCount, cellMs }: EngineBenchOptions): Cell[] {
  const pool = benignPool(4096, textCount * benignKinds.length)
  return packs.flatMap(({ rules, contenders: { agentsentry, v8, automaton } }) =>
    benignKinds.flatMap((kind) =>
      Object.entries({ agentsentry, v8, automaton }).map(([contender, run]) => ({
        group: groupOf.kind(rules.length, kind),
        contender,
        run,
        pool: ofKind(pool, kind),
        budgetMs: cellMs,
      })),
    ),
  )
}

/** Calls of a tool with 1 KB in their arguments, beside a kernel of as many plain conditions. */
export function callCells({ rules }: Pack, { textCount, targetCellMs }: EngineBenchOptions): Cell[] {
  const ruleSet = compiled(definitionsOf(rules))
  const contenders = {
    agentsentry: (content: Record<string, unknown>) =>
      evaluate(ruleSet, { phase: 'tool_call', content }).reasons.length,
    policy: policyKernel(rules.length),
  }
  const pool = callPool(1024, textCount)
  const group = groupOf.calls(rules.length, 1024)
  return Object.entries(contenders).map(([contender, run]) => ({ group, contender, run, pool, budgetMs: targetCellMs }))
}

/** Phrases in one automaton, on 4 KB. */
export function phraseCells({ phraseCounts, textCount, targetCellMs, cellMs }: EngineBenchOptions): Cell[] {
  const pool = benignPool(4096, textCount)
  return phraseCounts.flatMap((count) => {
    const phrases = phrasePack(count)
    const automaton = new DenseAutomaton(phrases)
    const contenders = {
      agentsentry: scanWith(compiled(phraseDefinitions(phrases))),
      includes: (text: string) => countIncluded(text, phrases),
      automaton: (text: string) => automaton.countHits(text),
      characters: sumOfCharacters,
    }
    return Object.entries(contenders).map(([contender, run]) => ({
      group: groupOf.phrases(count),
      contender,
      run,
      pool,
      budgetMs: contender === 'agentsentry' ? targetCellMs : cellMs,
    }))
  })
}

/** Texts that are made to cost much; of the baselines those that judge. */
export function hostileCells(packs: readonly Pack[], options: EngineBenchOptions): Cell[] {
  return packs.flatMap(({ rules, contenders: { agentsentry, v8, re2js } }) =>
    Object.keys(hostileTexts).flatMap((kind) => {
      const pool = hostilePool(kind, options.hostileLength, options.textCount, rules)
      return Object.entries({ agentsentry, v8, re2js }).map(([contender, run]) => ({
        group: groupOf.hostile(rules.length, kind),
        contender,
        run,
        pool,
        budgetMs: options.cellMs,
      }))
    }),
  )
}

/** White space in these phrases is one blank, and boundaries are passed over: less than what a phrase rule does. */
function countIncluded(text: string, phrases: readonly string[]): number {
  const folded = text.toLowerCase()
  let count = 0
  for (const phrase of phrases) if (folded.includes(phrase)) count++
  return count
}
