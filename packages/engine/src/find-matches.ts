import type { ViewName } from '@agentsentry/contract'
import { collectText } from './collect-text.ts'
import type { CompiledRule } from './compiled-rule.ts'
import { type Facts, toolOf } from './evaluate.ts'
import { type ExceptedStep, firstUnexempt } from './exceptions.ts'
import { Reading } from './reading.ts'
import type { RuleSet } from './rule-set.ts'
import { makeViews } from './views/make-views.ts'
import { emptyMemory } from './views/session-memory.ts'

/** A place in content that a rule matches. */
export interface FoundMatch {
  readonly view: ViewName
  /** JSON Pointer of the leaf where it begins. */
  readonly path: string
  /** `[start, end)` within the value there, in UTF-16 code units. */
  readonly span: readonly [number, number]
  readonly keySpan: readonly [number, number] | null
  readonly via: readonly string[]
}

/** Finding all matches can take time that grows with the square of the text: after so many steps no more are looked for. */
const mostSteps = 4_000_000

/**
 * Every place that one rule matches and no exception exempts, for showing them: a verdict names the first alone. A place
 * that several readings find is told once, by the first of them. At most `most`, and fewer where to find more takes long;
 * what cannot be evaluated finds none.
 */
export function findMatches(ruleSet: RuleSet, ruleName: string, facts: Facts, most = 100): FoundMatch[] {
  const rule = ruleSet.rules.find(({ definition }) => definition.name === ruleName)
  const tool = toolOf(facts)
  const scope = ruleSet.scopes.of(facts.phase, tool)
  if (rule === undefined || scope.isInScope[rule.index] !== 1) return []
  const isOpen = new Uint8Array(ruleSet.rules.length)
  isOpen[rule.index] = 1
  const plain = new Reading('text', collectText(facts.content), { ruleSet, scope, isOpen })
  if (plain.textFor(rule.fields).isEmpty) return []
  let spent = 0
  const permit = (steps: number) => {
    if (spent > mostSteps) throw new Error('to find more takes too long')
    spent += steps
  }
  const step = { phase: facts.phase, tool, plain, permit }
  const found = new Map<string, FoundMatch>()
  try {
    for (const reading of readingsOf(plain, facts, { ruleSet, scope, isOpen })) {
      for (const match of matchesIn(rule, reading, step)) {
        const key = JSON.stringify([match.path, match.span, match.keySpan])
        if (!found.has(key)) found.set(key, match)
        if (found.size >= most) return [...found.values()]
      }
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
  return [...found.values()]
}

function* readingsOf(
  plain: Reading,
  { phase, session = emptyMemory }: Facts,
  judged: ConstructorParameters<typeof Reading>[2],
): Generator<Reading> {
  yield plain
  const views = makeViews({ phase, lines: plain.lines, session, looksRotated: plain.looksRotated })
  for (const view of views) yield new Reading(view.name, view.lines, judged)
}

function* matchesIn(rule: CompiledRule, reading: Reading, step: ExceptedStep): Generator<FoundMatch> {
  const text = reading.textFor(rule.fields)
  for (let from = 0; from <= text.text.length; ) {
    const { match } = firstUnexempt(rule, reading, { ...step, from })
    if (match === null) return
    const { path, span, keySpan, via } = text.locate(match)
    yield { view: reading.view, path, span, keySpan, via }
    from = Math.max(match.end, match.start + 1)
  }
}
