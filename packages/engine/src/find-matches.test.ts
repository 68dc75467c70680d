import { newRuleSchema, type Phase } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { compileRuleSet } from './compile.ts'
import { findMatches } from './find-matches.ts'

function find(rule: object, phase: Phase, content: Record<string, unknown>, most?: number) {
  const definition = newRuleSchema.parse({ name: 'r', pattern: 'x', ...rule })
  return findMatches(compileRuleSet([definition], { number: 1, hash: '' }).ruleSet, 'r', { phase, content }, most)
}

test('every match is told with its place, in the order of the text', () => {
  expect(find({ pattern: 'rm' }, 'user', { text: 'rm and rm', more: ['rm'] })).toMatchObject([
    { view: 'text', path: '/text', span: [0, 2] },
    { view: 'text', path: '/text', span: [7, 9] },
    { view: 'text', path: '/more/0', span: [0, 2] },
  ])
})

test('phrases are all told, too', () => {
  const places = find({ rule_type: 'nlp', pattern: 'the ssn' }, 'user', { text: 'the ssn, and THE  SSN' })
  expect(places.map(({ span }) => span)).toEqual([
    [0, 7],
    [13, 21],
  ])
})

test('a disguised match is told by its reading, and a plain one once', () => {
  const places = find({ pattern: 'share the ssn' }, 'user', { text: 'share the ssn c2hhcmUgdGhlIHNzbg==' })
  expect(places).toMatchObject([
    { view: 'text', span: [0, 13] },
    { view: 'decoded', span: [14, 34], via: ['base64'] },
  ])
})

test('what an exception exempts is not told, what stands beside it is', () => {
  const places = find({ pattern: 'rm \\w+', unless: [{ pattern: 'rm tmp' }] }, 'user', { text: 'rm tmp; rm home' })
  expect(places.map(({ span }) => span)).toEqual([[8, 15]])
})

test('nothing is told of a step out of scope, of a rule that does not compile, or of an unknown rule', () => {
  expect(find({ on: ['system'] }, 'user', { text: 'x' })).toEqual([])
  expect(find({ fields: ['/args'] }, 'user', { text: 'x' })).toEqual([])
  expect(find({ pattern: '(' }, 'user', { text: '(' })).toEqual([])
  const { ruleSet } = compileRuleSet([], { number: 1, hash: '' })
  expect(findMatches(ruleSet, 'r', { phase: 'user', content: { text: 'x' } })).toEqual([])
})

test('a pattern that matches the empty text ends, and no more is told than is asked for', () => {
  expect(find({ pattern: 'x*' }, 'user', { text: 'yyy' })).not.toEqual([])
  expect(find({ pattern: 'a' }, 'user', { text: 'a'.repeat(500) }, 7)).toHaveLength(7)
})

test('where finding all would take long, the first ones are told', () => {
  const startedMs = performance.now()
  const places = find({ pattern: '.*[^A-Z]|[A-Z]' }, 'user', { text: 'A'.repeat(100_000) })
  expect(places[0]).toMatchObject({ path: '/text', span: [0, 1] })
  expect(places.length).toBeLessThan(100)
  expect(performance.now() - startedMs).toBeLessThan(10_000)
})
