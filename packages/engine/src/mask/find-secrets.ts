import { collectText, type Line } from '../collect-text.ts'
import type { CompiledRule } from '../compiled-rule.ts'
import { type EvaluateOptions, type Facts, toolOf } from '../evaluate.ts'
import type { Match } from '../matcher.ts'
import { Reading } from '../reading.ts'
import type { RuleSet } from '../rule-set.ts'
import { makeViews } from '../views/make-views.ts'
import { emptyMemory } from '../views/session-memory.ts'
import type { MaskPlan } from './mask-plan.ts'
import { maskJoined, maskPlace, type ValuePart } from './mask-value.ts'

/** Beyond so many matches of one rule in one reading, what follows is masked whole. */
export const mostMatches = 200

/**
 * How much around a match is masked: `exact` the values that it covers, and a key that it lies within; `keys` every key
 * that it covers as well; `whole` every value and key that it touches.
 */
export type Thoroughness = 'exact' | 'keys' | 'whole'

export interface Search {
  readonly ruleSet: RuleSet
  readonly facts: Facts
  readonly rules: readonly CompiledRule[]
  readonly thoroughness: Thoroughness
  readonly options: Pick<EvaluateOptions, 'giveUp' | 'progress'>
}

/**
 * Adds to the plan whatever the rules match, in the text as it stands and in every view of it. Returns the rules that could
 * not be searched for to the end.
 */
export function findSecrets(search: Search, plan: MaskPlan): CompiledRule[] {
  const { rules, options } = search
  const unsearched = new Set<CompiledRule>()
  for (const reading of readingsOf(search)) {
    for (const rule of rules) {
      if (unsearched.has(rule)) continue
      if (options.giveUp?.has(rule.definition.name) === true || !findIn(reading, rule, search, plan))
        unsearched.add(rule)
    }
    if (unsearched.size === rules.length) break
    options.progress?.(-1)
  }
  return [...unsearched]
}

/** As `evaluate` reads a trace. */
function* readingsOf({ ruleSet, facts, rules }: Search): Generator<Reading> {
  const { phase, content, session = emptyMemory } = facts
  const isOpen = new Uint8Array(ruleSet.rules.length)
  for (const { index } of rules) isOpen[index] = 1
  const judged = { ruleSet, scope: ruleSet.scopes.of(phase, toolOf(facts)), isOpen }
  const plain = new Reading('text', collectText(content), judged)
  yield plain
  const views = makeViews({ phase, lines: plain.lines, session, looksRotated: plain.looksRotated })
  for (const view of views) yield new Reading(view.name, view.lines, judged)
}

/** False when the search failed. Exceptions are not asked: a rule that applies somewhere is masked everywhere. */
function findIn(reading: Reading, rule: CompiledRule, { options, thoroughness }: Search, plan: MaskPlan): boolean {
  const text = reading.textFor(rule.fields)
  const permit = (steps: number) => options.progress?.(rule.index, steps)
  options.progress?.(rule.index)
  try {
    let from = 0
    for (let count = 0; from <= text.text.length; count++) {
      const match = reading.find(rule, from, permit)
      if (match === null) return true
      const isTooMany = count >= mostMatches
      maskMatch(plan, rule, {
        pieces: text.touched(
          isTooMany ? { start: match.start, end: text.text.length } : withoutBlanks(text.text, match),
        ),
        thoroughness: isTooMany ? 'whole' : thoroughness,
      })
      if (isTooMany) return true
      from = Math.max(match.end, match.start + 1)
    }
    return true
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return false
  }
}

/** White space at the ends of a match is no part of a secret, and parts it from what stands beside it. */
function withoutBlanks(text: string, { start, end }: Match): Match {
  let [from, to] = [start, end]
  while (from < to - 1 && /\s/.test(text.charAt(from))) from++
  while (to > from + 1 && /\s/.test(text.charAt(to - 1))) to--
  return { start: from, end: to }
}

interface Found {
  /** The parts of lines that a match covers. */
  readonly pieces: Iterable<{ readonly line: Line } & Match>
  readonly thoroughness: Thoroughness
}

function maskMatch(plan: MaskPlan, { definition: { name } }: CompiledRule, { pieces, thoroughness }: Found): void {
  let isFirst = true
  for (const { line, start, end } of pieces) {
    const { prefix, keyLength, value } = line
    const from = Math.max(0, start - prefix.length)
    const to = Math.min(value.length, end - prefix.length)
    if (from < to) maskValue(plan, line, { from, to, rule: name, isWhole: thoroughness === 'whole' })
    const isAnnouncement = from < to || !isFirst
    const isInKey = start < keyLength && (!isAnnouncement || thoroughness !== 'exact')
    if (isInKey && start < end) {
      const isWhole = thoroughness === 'whole'
      maskKey(plan, line, { span: isWhole ? 'whole' : [start, Math.min(end, keyLength)], rule: name })
    }
    isFirst = false
  }
}

function maskValue(plan: MaskPlan, line: Line, { from, to, rule, isWhole }: ValuePart): void {
  const { origin, segments } = line
  if (origin === undefined) {
    if (isWhole) plan.addWhole(segments, rule)
    else plan.addPassage(segments, [from, to], rule)
    return
  }
  const place = origin.locate(from, to)
  if (place.segments.length === segments.length) maskPlace(plan, place, { rule, isWhole })
  else maskJoined(plan, { line, origin }, { from, to, rule, isWhole })
}

/** A key of JSON within a string is part of that string. */
function maskKey(
  plan: MaskPlan,
  { origin, segments }: Line,
  { span, rule }: { readonly span: readonly [number, number] | 'whole'; readonly rule: string },
): void {
  if (origin === undefined) plan.addKey(segments, span, rule)
  else if (origin.via.includes('json')) plan.addWhole(segments, rule)
  else plan.addKey(segments, 'whole', rule)
}
