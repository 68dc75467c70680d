import type { Content, NewRule, Phase } from '@agentsentry/contract'
import type { Dice } from '../differential/dice.ts'

/** One input: a rules document, or rules and a trace. */
export type FuzzCase =
  | { readonly kind: 'document'; readonly text: string }
  | { readonly kind: 'trace'; readonly rules: readonly NewRule[]; readonly phase: Phase; readonly content: Content }

/** A case with one of its strings, keys included, put through `change`; the others stay. */
export function changeOneString(fuzzCase: FuzzCase, dice: Dice, change: (text: string) => string): FuzzCase {
  const count = countStrings(fuzzCase)
  const chosen = dice.between(0, count - 1)
  let at = 0
  return mapStrings(fuzzCase, (text) => (at++ === chosen ? change(text) : text)) as FuzzCase
}

function countStrings(value: unknown): number {
  let count = 0
  mapStrings(value, (text) => {
    count++
    return text
  })
  return count
}

/** All strings but the names of what a case and a rule are made of. */
function mapStrings(value: unknown, change: (text: string) => string, isStructure = true): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change, isStructure))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isFree = !isStructure || key === 'content'
      if (!isFree && fixedFields.has(key)) return [key, member]
      return [isStructure ? key : change(key), mapStrings(member, change, !isFree)]
    }),
  )
}

const fixedFields = new Set([
  'kind',
  'name',
  'rule_type',
  'type',
  'decision',
  'severity',
  'mode',
  'enabled',
  'on',
  'phase',
])
