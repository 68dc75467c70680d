import { expect, test } from 'vitest'
import { collectText } from './collect-text.ts'

const textOf = (content: Record<string, unknown>) => collectText(content).map(({ prefix, value }) => prefix + value)

test('text stands as it is, the tool as tool:NAME, any other leaf as KEY: VALUE, in document order', () => {
  expect(
    textOf({ text: 'hello', tool: 'mail.send', args: { to: 'a@b', copies: 2, urgent: true, reply: null } }),
  ).toEqual(['hello', 'tool:mail.send', 'to: a@b', 'copies: 2', 'urgent: true', 'reply: null'])
})

test('items of a list go by the key of the list, however deep', () => {
  expect(textOf({ args: { argv: ['rm', ['-rf', { path: '/' }]] } })).toEqual(['argv: rm', 'argv: -rf', 'path: /'])
})

test('only the outermost `text` and `tool` are special', () => {
  expect(textOf({ args: { text: 'x', tool: 'y' } })).toEqual(['text: x', 'tool: y'])
})

test('a `text` or `tool` that is not a string is a leaf like any other', () => {
  expect(textOf({ text: 5, tool: ['a', 'b'] })).toEqual(['text: 5', 'tool: a', 'tool: b'])
})

test('keys that name objects and lists are scanned too, but for the frame of a tool trace', () => {
  expect(textOf({ args: { 'rm -rf /': { force: true }, empty: [] }, result: {}, other: { args: {} } })).toEqual([
    'rm -rf /:',
    'force: true',
    'empty:',
    'other:',
    'args:',
  ])
})

test('each line knows the way to its value', () => {
  const lines = collectText({ args: { 'a/b': ['x', { c: 'y' }] } })
  expect(lines.map(({ segments }) => segments)).toEqual([
    ['args', 'a/b', '0'],
    ['args', 'a/b', '1', 'c'],
  ])
})
