import type { Content } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { incompleteReason, keyReasons } from './built-in-reasons.ts'
import { collectText } from './collect-text.ts'

const keysOf = (content: Content) => keyReasons(content, collectText(content))

test('a view that was cut short is a reason to warn, as a rule is that could not be evaluated', () => {
  expect(incompleteReason('too much of it')).toEqual({
    rule: 'agentsentry.limits',
    type: 'built_in',
    severity: 'warning',
    decision: 'warn',
    description: expect.stringContaining('disguised'),
    unevaluated: 'too much of it',
  })
})

test('two keys of one object that look alike are one reason, at the second, which names the first', () => {
  const content = { args: { path: '/a', 'p\u0430th': '/b', mode: 'x', 'm\u043ede': 'y' } }
  expect(keysOf(content)).toEqual([
    {
      rule: 'agentsentry.keys',
      type: 'built_in',
      severity: 'warning',
      decision: 'warn',
      description: expect.stringContaining('`/args/path` is the other'),
      path: '/args/p\u0430th',
      view: 'folded',
    },
  ])
})

test.each<[string, Content]>([
  ['keys that look like no other', { args: { 'p\u0430th': 'a', mode: 'b' } }],
  ['keys of two objects', { a: { path: 'x' }, b: { 'p\u0430th': 'y' } }],
  ['values that look alike', { args: { one: 'path', two: 'p\u0430th' } }],
  ['plain keys', { args: { path: 'a', paths: 'b', Path: 'c' } }],
])('%s are no reason', (_what, content) => {
  expect(keysOf(content)).toEqual([])
})

test('a key that names an object is looked at as well', () => {
  expect(keysOf({ args: { to: { a: 1 }, 't\u200bo': { a: 2 } } })).toMatchObject([{ path: '/args/t\u200bo' }])
})
