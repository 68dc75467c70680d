import { type RuleExample, type RuleTests, ruleTestLimits } from '@agentsentry/contract'
import { isSameValue } from '#timeline/same-value.ts'

export type Added =
  | { readonly kind: 'added'; readonly tests: RuleTests }
  /** It was there already. */
  | { readonly kind: 'present' }
  | { readonly kind: 'refused'; readonly why: string }

/** The tests of a rule with one example more. */
export function addExample(tests: RuleTests | null, side: 'match' | 'pass', example: RuleExample): Added {
  const before = { match: tests?.match ?? [], pass: tests?.pass ?? [] }
  if (before[side].some((other) => isSameValue(other, example))) return { kind: 'present' }
  const other = side === 'match' ? 'pass' : 'match'
  if (before[other].some((each) => isSameValue(each, example))) {
    const now = other === 'match' ? 'must match' : 'must not match'
    return { kind: 'refused', why: `The rule has this example already, as one that it ${now}.` }
  }
  if (before[side].length >= ruleTestLimits.examples) {
    return { kind: 'refused', why: `The rule has ${ruleTestLimits.examples} such examples; more are not kept.` }
  }
  if (lengthOf(example) > ruleTestLimits.length) {
    return {
      kind: 'refused',
      why: `The step is longer than the ${ruleTestLimits.length.toLocaleString('en')} characters of an example. Select the part that matters.`,
    }
  }
  return { kind: 'added', tests: { ...before, [side]: [...before[side], example] } }
}

function lengthOf(example: RuleExample): number {
  return typeof example === 'string' ? example.length : JSON.stringify(example.content).length
}
