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
  ['secret', []],
])('the pattern %s', (pattern, codes) => {
  expect(codesOf({ name: 'r', pattern })).toEqual(codes)
})

test('a rule that looks at tools and at messages alone never runs', () => {
  expect(codesOf({ name: 'r', pattern: 'x', tools: ['shell'], on: ['user'] })).toEqual(['r: never_in_scope'])
  expect(codesOf({ name: 'r', pattern: 'x', tools: ['shell'], on: ['user', 'tool_call'] })).toEqual([])
})

test('an exception for every phase of a rule exempts all of it', () => {
  const rule: NewRule = { name: 'r', pattern: 'x', on: ['user'] }
  expect(codesOf({ ...rule, unless: [{ on: ['user', 'system'] }] })).toEqual(['r: always_exempt'])
  expect(codesOf({ ...rule, unless: [{ on: ['system'] }] })).toEqual([])
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

test('a pattern that does not compile is a fault, not a warning', () => {
  expect(codesOf({ name: 'r', pattern: '(' })).toEqual([])
})
