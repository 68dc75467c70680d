import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { warnRules } from './rule-warnings.ts'

const codesOf = (...rules: NewRule[]) =>
  warnRules(rules.map((rule) => newRuleSchema.parse(rule))).map(({ rule, code }) => `${rule}: ${code}`)

test.each([
  ['a$b', ['r: never_matches']],
  ['a^b', ['r: never_matches']],
  ['(?:x\\Ay|z\\zq)', ['r: never_matches']],
  ['[^\\x00-\\x{10FFFF}]', ['r: never_matches']],
  ['(?m)a$\\nb', []],
  ['a*', ['r: matches_empty']],
  ['x|', ['r: matches_empty']],
  ['^$', ['r: matches_empty']],
  ['.', ['r: matches_nearly_everything']],
  ['[^x]+', ['r: matches_nearly_everything']],
  ['[a-z]+', []],
  ['secret{,3}', ['r: differs_from_python']],
  ['\\bпароль\\b', ['r: differs_from_python']],
  ['\\bpassword\\b', []],
  ['secret\\{,3}', []],
  ['secret\\\\{,3}', ['r: differs_from_python']],
  ['secret{,12}', ['r: differs_from_python']],
  ['secret{1,3}', []],
  ['пароль\\w+', ['r: differs_from_python']],
  ['пароль\\n\n\\b', ['r: differs_from_python']],
  ['пароль \\\\word', []],
  ['пароль \\\\\\word', ['r: differs_from_python']],
  ['пароль\\s', []],
  ['“secret” \\w+', []],
  ['secret', []],
])('the pattern %s', (pattern, codes) => {
  expect(codesOf({ name: 'r', pattern })).toEqual(codes)
})

test('a rule that looks at tools and at messages alone never runs', () => {
  expect(codesOf({ name: 'r', pattern: 'x', tools: ['shell'], on: ['user'] })).toEqual(['r: never_in_scope'])
  expect(codesOf({ name: 'r', pattern: 'x', tools: ['shell'], on: ['user', 'tool_call'] })).toEqual([])
  expect(codesOf({ name: 'r', pattern: 'x', tools: ['shell'], on: ['user', 'tool_result'] })).toEqual([])
  expect(codesOf({ name: 'r', pattern: 'x', tools: ['shell'] })).toEqual([])
  expect(codesOf({ name: 'r', pattern: 'x', on: ['user'] })).toEqual([])
})

test('an exception for every phase of a rule exempts all of it', () => {
  const rule: NewRule = { name: 'r', pattern: 'x', on: ['user'] }
  expect(codesOf({ ...rule, unless: [{ on: ['user', 'system'] }] })).toEqual(['r: always_exempt'])
  expect(codesOf({ ...rule, unless: [{ on: ['system'] }] })).toEqual([])
  expect(codesOf({ ...rule, on: ['user', 'system'], unless: [{ on: ['system'] }] })).toEqual([])
  expect(
    codesOf({
      ...rule,
      unless: [
        { on: ['user'], pattern: 'y' },
        { on: ['user'], tools: ['z'] },
      ],
    }),
  ).toEqual([])
  expect(codesOf({ ...rule, unless: [{ tools: ['z'] }] })).toEqual([])
})

test('a rule for every phase is exempt only by an exception for every phase', () => {
  const all = ['user', 'assistant', 'system', 'tool_call', 'tool_result'] as const
  expect(codesOf({ name: 'r', pattern: 'x', unless: [{ on: [...all] }] })).toEqual(['r: always_exempt'])
  expect(codesOf({ name: 'r', pattern: 'x', unless: [{ on: all.slice(1) }] })).toEqual([])
})

test('a warning says which rule and which field it is about, and why', () => {
  const warn = (...rules: NewRule[]) => warnRules(rules.map((rule) => newRuleSchema.parse(rule)))
  expect(
    warn({ name: 'r', pattern: 'ж{,2}\\b', tools: ['t'], on: ['user'], unless: [{ tools: ['t'] }, { on: ['user'] }] }),
  ).toEqual([
    { rule: 'r', field: 'pattern', code: 'differs_from_python', message: expect.stringContaining('`{0,n}`') },
    { rule: 'r', field: 'pattern', code: 'differs_from_python', message: expect.stringContaining('ASCII') },
    { rule: 'r', field: 'tools', code: 'never_in_scope', message: expect.stringContaining('never runs') },
    { rule: 'r', field: 'unless/1', code: 'always_exempt', message: expect.stringContaining('every step') },
  ])
  expect(warn({ name: 'a', pattern: 'x*' }, { name: 'b', pattern: 'x*' })).toMatchObject([
    { rule: 'a', field: 'pattern', message: expect.stringContaining('empty text') },
    { rule: 'b', field: 'pattern', message: expect.stringContaining('empty text') },
    { rule: 'b', field: 'pattern', code: 'duplicate', message: 'it asks the same as `a`' },
  ])
  expect(warn({ name: 'a', pattern: 'x$y' })).toMatchObject([{ message: expect.stringContaining('never match') }])
  expect(warn({ name: 'a', pattern: '.' })).toMatchObject([{ message: expect.stringContaining('almost every') }])
})

test('two rules that ask the same are told, whatever they decide; others are not', () => {
  expect(
    codesOf(
      { name: 'one', pattern: 'x', on: ['user', 'system'], decision: 'warn' },
      { name: 'two', pattern: 'x', on: ['system', 'user'], decision: 'block' },
      { name: 'three', pattern: 'x' },
      { name: 'four', pattern: 'x', rule_type: 'nlp' },
    ),
  ).toEqual(['two: duplicate'])
})

test('rules differ by any field that decides when they apply', () => {
  const rule: NewRule = { name: 'r', pattern: 'x', tools: ['a'], fields: ['/b'], unless: [{ pattern: 'c' }] }
  const others: Partial<NewRule>[] = [
    { pattern: 'y' },
    { tools: ['b'] },
    { fields: ['/c'] },
    { unless: [{ pattern: 'd' }] },
  ]
  expect(codesOf(rule, ...others.map((other, at) => ({ ...rule, ...other, name: `${at}` })))).toEqual([])
  expect(codesOf({ ...rule, on: ['tool_call'] }, { ...rule, name: 'on', on: ['tool_result'] }, rule)).toEqual([])
  expect(codesOf(rule, { ...rule, name: 'again', severity: 'info', mode: 'shadow' })).toEqual(['again: duplicate'])
})

test('phrases are read as phrases', () => {
  expect(codesOf({ name: 'r', pattern: 'a$b', rule_type: 'nlp' })).toEqual([])
  expect(codesOf({ name: 'r', pattern: 'x{,3} ж \\b', rule_type: 'nlp' })).toEqual([])
})

test('a pattern that does not compile is a fault, not a warning', () => {
  expect(codesOf({ name: 'r', pattern: '(' })).toEqual([])
})
