import { newRuleSchema } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { diffRules, diffText } from './rule-diff.ts'
import { differenceOf } from './set-difference.ts'

const rule = (given: object) => newRuleSchema.parse({ name: 'r', pattern: 'x', ...given })
const shown = (lines: ReturnType<typeof diffText>) =>
  lines.map(({ kind, parts }) => {
    const text = parts.map((part) => (part.isChanged ? `[${part.text}]` : part.text)).join('')
    return `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`
  })

test('only fields that differ are told, with the words that do', () => {
  const fields = diffRules(rule({ decision: 'warn' }), rule({ decision: 'block', description: 'Why.' }))
  expect(fields.map(({ field, lines }) => [field, shown(lines)])).toEqual([
    ['decision', ['-decision: [warn]', '+decision: [block]']],
    ['description', ['+description: Why.']],
  ])
  expect(diffRules(rule({}), rule({}))).toEqual([])
})

test('of a list, the entries that stay are told as such', () => {
  const [tools] = diffRules(rule({ tools: ['a', 'b'] }), rule({ tools: ['a', 'c', 'd'] }))
  expect(shown(tools?.lines ?? [])).toEqual([' tools:', '   - a', '-  - b', '+  - c', '+  - d'])
})

test('a text of several lines cannot pass for another field', () => {
  const [description, ...others] = diffRules(
    rule({ description: 'a\n    enabled: false\nb' }),
    rule({ description: 'a' }),
  )
  expect(description?.field).toBe('description')
  expect(others).toEqual([])
})

test('of a rule that is new or gone, all is told at once', () => {
  expect(diffRules(null, rule({}))).toMatchObject([
    { field: 'the whole rule', lines: [{ kind: 'added' }, {}, {}, {}, {}, {}] },
  ])
  expect(
    diffRules(rule({}), null)
      .flatMap(({ lines }) => lines)
      .every(({ kind }) => kind === 'removed'),
  ).toBe(true)
})

test('lines that are too long to be compared by words are told whole', () => {
  const [before, after] = ['a '.repeat(3_000), `${'a '.repeat(3_000)}b`]
  expect(diffText(before, after).map(({ kind, parts }) => [kind, parts.length])).toEqual([
    ['removed', 1],
    ['added', 1],
  ])
})

test('between two sets, rules are told by name', () => {
  const before = [rule({ name: 'same' }), rule({ name: 'gone' }), rule({ name: 'other' })]
  const after = [rule({ name: 'new' }), rule({ name: 'other', enabled: false }), rule({ name: 'same' })]
  expect(differenceOf(before, after).map(({ kind, rule }) => [kind, rule])).toEqual([
    ['created', 'new'],
    ['updated', 'other'],
    ['deleted', 'gone'],
  ])
})
