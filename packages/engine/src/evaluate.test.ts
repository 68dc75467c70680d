import { type NewRule, newRuleSchema, phaseOf } from '@agentsentry/contract'
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { compileRuleSet } from './compile.ts'
import { evaluate } from './evaluate.ts'

const identity = { number: 7, hash: 'abc' }
const ruleSetOf = (...rules: NewRule[]) =>
  compileRuleSet(
    rules.map((rule) => newRuleSchema.parse(rule)),
    identity,
  ).ruleSet
const judge = (rules: NewRule[], content: Record<string, unknown>, role: 'tool' | 'user' = 'tool') =>
  evaluate(ruleSetOf(...rules), { phase: phaseOf(role, content), content })

test('nothing matched is `allow`, with the rules that ran and the rule set that judged', () => {
  expect(
    judge(
      [
        { name: 'a', pattern: 'x' },
        { name: 'b', pattern: 'y', on: ['user'] },
      ],
      { text: 'z' },
    ),
  ).toEqual({
    decision: 'allow',
    reasons: [],
    shadow: [],
    tally: { ran: 1, out_of_scope: 1, not_evaluated: 0, shadow: 0 },
    ruleSet: identity,
  })
})

test('the strongest decision wins, and reasons come strongest first', () => {
  const { decision, reasons } = judge(
    [
      { name: 'first', pattern: 'x', decision: 'warn' },
      { name: 'second', pattern: 'x', decision: 'block' },
      { name: 'third', pattern: 'x', decision: 'ask' },
    ],
    { text: 'x' },
  )
  expect(decision).toBe('block')
  expect(reasons.map(({ rule }) => rule)).toEqual(['second', 'third', 'first'])
})

test('a rule that is switched off is not there', () => {
  expect(judge([{ name: 'a', pattern: 'x', enabled: false }], { text: 'x' }).tally.ran).toBe(0)
})

test('a rule with `tools` looks at no message, and at a tool that is named like a member of every object', () => {
  const rule: NewRule = { name: 'a', pattern: 'x', tools: ['constructor'] }
  expect(judge([rule], { tool: 'constructor', args: 'x' }).decision).toBe('warn')
  expect(judge([rule], { tool: 'toString', args: 'x' }).decision).toBe('allow')
  expect(judge([rule], { tool: 'constructor', text: 'x' }, 'user').decision).toBe('allow')
})

test('a tool trace that names no tool is not exempt from a rule that only excludes tools', () => {
  expect(judge([{ name: 'a', pattern: 'x', tools: ['!mail.read'] }], { args: 'x' }).decision).toBe('warn')
})

describe('a reason says where', () => {
  test.each([
    [{ text: '😀 secret' }, { path: '/text', span: [3, 9] }],
    [{ args: { a: ['no', 'a secret'] } }, { path: '/args/a/1', span: [2, 8] }],
    [{ args: { 'm/n~': 'secret' } }, { path: '/args/m~1n~0', span: [0, 6] }],
    [{ args: { secret: 5 } }, { path: '/args/secret', span: [0, 0], key_span: [0, 6] }],
    [{ tool: 'secret.read' }, { path: '/tool', span: [0, 6] }],
  ])('in %j', (content, place) => {
    expect(judge([{ name: 'a', pattern: 'secret' }], content).reasons[0]).toMatchObject(place)
  })

  test('a match over key and value is cut to each', () => {
    const [reason] = judge([{ name: 'a', pattern: 'word: hun' }], { args: { password: 'hunter2' } }).reasons
    expect(reason).toMatchObject({ path: '/args/password', key_span: [4, 8], span: [0, 3] })
  })

  test('a match over several lines is placed where it begins, also when it begins with the line break', () => {
    const content = { args: { a: 'one', b: 'two' } }
    expect(judge([{ name: 'a', pattern: '(?s)ne.*tw' }], content).reasons[0]).toMatchObject({
      path: '/args/a',
      span: [1, 3],
    })
    expect(judge([{ name: 'a', pattern: '\\s+b: two' }], content).reasons[0]).toMatchObject({
      path: '/args/b',
      span: [0, 3],
    })
  })
})

test('a rule with `fields` reads those leaves and no others', () => {
  const rule: NewRule = { name: 'a', pattern: 'x', fields: ['/args/**'] }
  expect(judge([rule], { tool: 't', args: { to: 'x' } }).decision).toBe('warn')
  expect(judge([rule], { tool: 'x', args: { to: 'y' }, result: 'x' }).decision).toBe('allow')
  expect(judge([{ ...rule, pattern: '^$' }], { tool: 'x' }).tally).toMatchObject({ ran: 0, out_of_scope: 1 })
})

test('a stored rule that does not compile takes its decision and says why, and is never taken for no match', () => {
  const { ruleSet, faults } = compileRuleSet(
    [newRuleSchema.parse({ name: 'a', pattern: '(', decision: 'block' })],
    identity,
  )
  expect(faults).toHaveLength(1)
  const verdict = evaluate(ruleSet, { phase: 'user', content: { text: 'hello' } })
  expect(verdict).toMatchObject({ decision: 'block', tally: { ran: 0, out_of_scope: 0, not_evaluated: 1 } })
  expect(verdict.reasons[0]?.unevaluated).toContain('missing closing )')
})

test('patterns that name a group alike still match each for itself', () => {
  const rules = ['(?P<n>cat)', '(?P<n>dog)'].map((pattern, index) => ({ name: `${index}`, pattern }))
  expect(judge(rules, { text: 'a dog' }).reasons.map(({ rule }) => rule)).toEqual(['1'])
})

/** Patterns over a small alphabet, so that matches are as common as misses. */
const pattern = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', 'ab', '.', '[ab]', '[^a]', '\\b', '^', '$', '(?i)A', '\\s', 'ſ', 'K', '(?i)k'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}'))
      .map(([inner, count]) => `(?:${inner})${count}`),
  ),
})).pattern

test('rules judged together match just where RE2 finds each of them alone', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'A', 'B', ' ', '\n', 'K', 'k', '😀', 'ſ'), { maxLength: 12 })
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 8 }), text, (patterns, letters) => {
      const value = letters.join('')
      const rules = patterns.map((source, index) => ({ name: String(index), pattern: source }))
      const alone = rules.flatMap(({ name, pattern: source }) => {
        const matcher = RE2JS.compile(source).matcher(value)
        return matcher.find() ? [{ rule: name, span: [matcher.start(), matcher.end()] }] : []
      })
      const together = judge(rules, { text: value }).reasons.filter(({ view }) => view === 'text')
      expect(together.map(({ rule, span }) => ({ rule, span }))).toEqual(alone)
    }),
    { numRuns: 2000 },
  )
})

test('a rule that reads one field finds what it would find if nothing else were there', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'ab', ' ', '\n', '-', 'k'), { maxLength: 6 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 4 }),
      text,
      text,
      text,
      (patterns, before, value, after) => {
        const rules = patterns.map(
          (source, index): NewRule => ({ name: String(index), pattern: source, fields: ['/b'] }),
        )
        const plainly = (content: Record<string, unknown>) =>
          judge(rules, content).reasons.filter(({ view }) => view === 'text')
        expect(plainly({ a: before, b: value, c: after })).toEqual(plainly({ b: value }))
      },
    ),
    { numRuns: 2000 },
  )
})

test('any JSON content is judged without a fault, and twice alike', () => {
  const rules = ruleSetOf({ name: 'a', pattern: '(?i)a+' }, { name: 'b', pattern: 'a b|b', rule_type: 'nlp' })
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 5 })), (content) => {
      const facts = { phase: phaseOf('tool', content), content }
      expect(JSON.stringify(evaluate(rules, facts))).toBe(JSON.stringify(evaluate(rules, facts)))
      expect(evaluate(rules, facts).tally.not_evaluated).toBe(0)
    }),
  )
})
