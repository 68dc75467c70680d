import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { checkRule, compileInSteps, compileRuleSet } from './compile.ts'
import { evaluate } from './evaluate.ts'
import type { RuleSet } from './rule-set.ts'
import { runToEnd } from './run-to-end.ts'

const identity = { number: 1, hash: 'h' }
const ruleOf = (rule: Partial<NewRule>) => newRuleSchema.parse({ name: 'a', pattern: 'needle', ...rule })
const compile = (rules: Partial<NewRule>[]) => compileRuleSet(rules.map(ruleOf), identity)
const matching = (ruleSet: RuleSet, text: string) =>
  evaluate(ruleSet, { phase: 'user', content: { text } }).reasons.map(({ rule }) => rule)

test('enabled rules are numbered in their order, and the set has the identity that it was given', () => {
  const { ruleSet } = compile([{ name: 'a' }, { name: 'b', enabled: false }, { name: 'c' }])
  expect(ruleSet.rules.map(({ index, definition }) => [index, definition.name])).toEqual([
    [0, 'a'],
    [1, 'c'],
  ])
  expect(ruleSet).toMatchObject({ number: 1, hash: 'h', enabledCount: 2 })
})

test('the faults of all rules are told, those of disabled ones included', () => {
  const { faults } = compile([
    { name: 'a', pattern: '(', enabled: false },
    { name: 'b', unless: [{ tools: ['x'] }, { pattern: ')' }], fields: ['args.to', '!x', '/y'] },
    { name: 'c' },
  ])
  expect(faults.map(({ rule, field }) => `${rule}: ${field}`)).toEqual([
    'a: pattern',
    'b: fields/0',
    'b: fields/1',
    'b: unless/1/pattern',
  ])
})

test('a field that is no pointer is refused with the pointer that was meant', () => {
  const faults = checkRule(
    ruleOf({ fields: ['args.to.name', '!x', '!/ok'], unless: [{ pattern: 'x', fields: ['z'] }] }),
  )
  expect(faults).toEqual([
    {
      rule: 'a',
      field: 'fields/0',
      code: 'pointer_syntax',
      message: '`args.to.name` is not a JSON Pointer',
      hint: 'write `/args/to/name`',
    },
    {
      rule: 'a',
      field: 'fields/1',
      code: 'pointer_syntax',
      message: '`!x` is not a JSON Pointer',
      hint: 'write `!/x`',
    },
    {
      rule: 'a',
      field: 'unless/0/fields/0',
      code: 'pointer_syntax',
      message: '`z` is not a JSON Pointer',
      hint: 'write `/z`',
    },
  ])
})

test('a pointer begins with its slash, wherever else one stands', () => {
  const hintsOf = (...fields: string[]) => checkRule(ruleOf({ fields })).map(({ hint }) => hint)
  expect(hintsOf('args/to', 'a!/b', '!args/to')).toEqual(['write `/args/to`', 'write `/a!/b`', 'write `!/args/to`'])
  expect(hintsOf('/args/to', '!/args')).toEqual([])
})

test('a rule whose exception does not compile cannot be evaluated either, and says which field is at fault', () => {
  const { ruleSet } = compile([{ decision: 'block', unless: [{ pattern: '(' }] }])
  const { decision, reasons } = evaluate(ruleSet, { phase: 'user', content: { text: 'x' } })
  expect(decision).toBe('block')
  expect(reasons[0]?.unevaluated).toContain('missing closing )')
  expect(ruleSet.rules[0]).toMatchObject({ isAnchored: false, isPhrases: false, matcher: { executor: 're2js' } })
})

test('an exception is of the type of its rule, unless it names one', () => {
  const nlp = { rule_type: 'nlp' as const, pattern: 'the needle' }
  const exempt = (unless: NewRule['unless']) =>
    matching(compile([{ ...nlp, unless }]).ruleSet, 'see THE needle').length === 0
  expect(exempt([{ pattern: 'see the' }])).toBe(true)
  expect(exempt([{ pattern: 'see the', type: 'regex' }])).toBe(false)
  expect(exempt([{ pattern: '(?i)see the', type: 'regex' }])).toBe(true)
})

test('rules with the same fields share one scope', () => {
  const { ruleSet } = compile([
    { name: 'a', fields: ['/args/to', '/x'] },
    { name: 'b', fields: ['/args/to', '/x'] },
    { name: 'c', fields: ['/args/to'] },
    { name: 'd', unless: [{ fields: ['/args/to'], pattern: 'x' }] },
  ])
  const [a, b, c, d] = ruleSet.rules
  expect(a?.fields).toBe(b?.fields)
  expect(a?.fields).not.toBe(c?.fields)
  expect(d?.exceptions[0]?.fields).toBe(c?.fields)
})

describe('compiling with an earlier set at hand', () => {
  const known = [{ name: 'a' }, { name: 'b', pattern: 'pin' }, { name: 'c', pattern: '(', decision: 'ask' as const }]
  const next = (rules: Partial<NewRule>[]) => {
    const previous = compile(known).ruleSet
    return { previous, ...runToEnd(compileInSteps(rules.map(ruleOf), identity, previous)) }
  }

  test('rules that are the same are taken over from it, at their new place', () => {
    const { ruleSet, previous } = next([{ name: 'new' }, ...known.slice(0, 2)])
    expect(ruleSet.rules.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(ruleSet.rules[1]?.matcher).toBe(previous.rules[0]?.matcher)
    expect(matching(ruleSet, 'a pin')).toEqual(['b'])
    expect(matching(ruleSet, 'a needle')).toEqual(['new', 'a'])
  })

  test('a rule that differs in anything is compiled anew', () => {
    const { ruleSet, previous } = next([
      { name: 'a', decision: 'block' },
      { name: 'b', pattern: 'nail' },
    ])
    expect(ruleSet.rules[0]?.matcher).not.toBe(previous.rules[0]?.matcher)
    expect(ruleSet.rules[0]?.definition.decision).toBe('block')
    expect(matching(ruleSet, 'a pin')).toEqual([])
    expect(matching(ruleSet, 'a nail')).toEqual(['b'])
  })

  test('the faults of a rule that is taken over are told again', () => {
    expect(next(known).faults).toMatchObject([{ rule: 'c', field: 'pattern' }])
  })

  test('a rule that was switched off and is the same else is still off', () => {
    expect(next([{ name: 'a', enabled: false }]).ruleSet.rules).toEqual([])
  })
})

test('compiling gives way to other work after each rule', () => {
  const steps = (count: number) => {
    const rules = Array.from({ length: count }, (_, index) =>
      ruleOf({ name: String(index), pattern: `needle ${index}` }),
    )
    return [...compileInSteps(rules, identity)].length
  }
  expect(steps(50) - steps(10)).toBeGreaterThanOrEqual(40)
})

test('phrases beyond number are still found, when their words are not looked for beforehand', () => {
  const phrases = (count: number) => Array.from({ length: count }, (_, index) => `w${index} z`)
  const setOf = (count: number) =>
    compile([
      { name: 'phrases', rule_type: 'nlp', pattern: phrases(count).slice(0, -1).join('|') },
      { name: 'last', rule_type: 'nlp', pattern: phrases(count).at(-1) as string },
      { name: 'regex', pattern: 'needle' },
    ]).ruleSet
  for (const [count, isAnchored] of [
    [2000, true],
    [2001, false],
  ] as const) {
    const ruleSet = setOf(count)
    expect(ruleSet.rules.map((rule) => rule.isAnchored)).toEqual([isAnchored, isAnchored, true])
    expect(matching(ruleSet, 'needle w7  z')).toEqual(['phrases', 'regex'])
    expect(matching(ruleSet, `needle w${count - 1} z`)).toEqual(['last', 'regex'])
  }
})
