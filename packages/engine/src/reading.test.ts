import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { collectText, type Line } from './collect-text.ts'
import { compileRuleSet } from './compile.ts'
import type { CompiledRule } from './compiled-rule.ts'
import { Reading } from './reading.ts'

const permit = () => {}
function read(rules: Partial<NewRule>[], lines: readonly Line[], open?: number[]) {
  const { ruleSet } = compileRuleSet(
    rules.map((rule, index) => newRuleSchema.parse({ name: String(index), pattern: 'needle', ...rule })),
    { number: 1, hash: '' },
  )
  const scope = ruleSet.scopes.of('tool_call', 't')
  const isOpen = Uint8Array.from(open ?? scope.isInScope)
  const reading = new Reading('text', lines, { ruleSet, scope, isOpen })
  const find = (index: number, from = 0) => reading.find(ruleSet.rules[index] as CompiledRule, from, permit)
  return { reading, find, ruleSet, candidates: reading.candidates().map(({ index }) => index) }
}
const linesOf = (...values: string[]) =>
  collectText({ args: Object.fromEntries(values.map((value, at) => [`k${at}`, value])) })

test('the rules that may match come in their order: those whose literal is there, and those that need none', () => {
  const rules = [{ pattern: '[a-z]' }, {}, { pattern: 'nothing' }, { pattern: 'y' }, {}]
  expect(read(rules, linesOf('a needle')).candidates).toEqual([0, 1, 3, 4])
  expect(read(rules, linesOf('a needle'), [0, 1, 1, 1, 0]).candidates).toEqual([1, 3])
  expect(read(rules, linesOf('a pin'), [0, 1, 1, 0, 1]).candidates).toEqual([])
})

test('a rule reads the lines of its fields alone', () => {
  const { reading, find, ruleSet } = read([{ fields: ['/args/k1'] }, {}], linesOf('a needle', 'the needle'))
  const { fields } = ruleSet.rules[0] as CompiledRule
  expect(reading.textFor(fields).text).toBe('k1: the needle')
  expect(reading.textFor(fields)).toBe(reading.textFor(fields))
  expect(reading.textFor(null).text).toBe('k0: a needle\nk1: the needle')
  expect(find(0)).toEqual({ start: 8, end: 14 })
  expect(find(1)).toEqual({ start: 6, end: 12 })
})

test('where its fields are all that there is, it reads the same text as all others', () => {
  const { reading, ruleSet } = read([{ fields: ['/args/**'] }], linesOf('a needle'))
  expect(reading.textFor((ruleSet.rules[0] as CompiledRule).fields)).toBe(reading.textFor(null))
})

describe.each([{}, { pattern: 'needle|need.e' }, { rule_type: 'nlp' as const }, { pattern: 'n[e]{2}dl?' }])(
  'the leftmost match of %j',
  (rule) => {
    test('from a place on is found', () => {
      const { find } = read([rule], linesOf('needle needle'))
      expect(find(0)?.start).toBe(4)
      expect(find(0, 4)?.start).toBe(4)
      expect(find(0, 5)?.start).toBe(11)
      expect(find(0, 12)).toBeNull()
    })

    test('is none where the text does not hold it', () => {
      expect(read([rule], linesOf('a pin')).find(0)).toBeNull()
    })
  },
)

test('phrases that stand in many places are found all the same', () => {
  const { find } = read([{ rule_type: 'nlp', pattern: 'big needle' }], linesOf(`${'big '.repeat(40)}needle`))
  expect(find(0)).toEqual({ start: 4 + 39 * 4, end: 4 + 40 * 4 + 6 })
  expect(find(0, 4 + 39 * 4 + 1)).toBeNull()
})

test('phrases in a rule with fields are looked for in those alone', () => {
  const { find } = read(
    [{ rule_type: 'nlp', pattern: 'big needle', fields: ['/args/k1'] }],
    linesOf('big needle', `${'big '.repeat(40)}`),
  )
  expect(find(0)).toBeNull()
})

describe('where only matches across two traces count', () => {
  const across = (past: string, next: string): Line[] => [
    { prefix: '', keyLength: 0, value: past + next, segments: ['text'], seam: past.length },
  ]

  test('those that lie in one are passed over', () => {
    expect(read([{}], across('needle nee', 'dle needle')).find(0)).toEqual({ start: 7, end: 13 })
    expect(read([{}], across('needle ', 'needle')).find(0)).toBeNull()
    expect(read([{ pattern: 'e' }], across('ne', 'e')).find(0)).toBeNull()
    expect(read([{ pattern: '$' }], across('ne', 'e')).find(0)).toBeNull()
  })

  test('a match that begins within one that does not count is found as well', () => {
    expect(read([{ pattern: 'aab|abc' }], across('aab', 'c')).find(0)).toEqual({ start: 1, end: 4 })
  })

  test('after so many of them it is not known whether one counts', () => {
    expect(read([{ pattern: 'q' }], across('q'.repeat(200), 'x')).find(0)).toBeNull()
    expect(() => read([{ pattern: 'q' }], across('q'.repeat(201), 'x')).find(0)).toThrow('200')
  })
})
