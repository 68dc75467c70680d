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

test('each line knows how much of it is key, and how much parts the key from the value', () => {
  const lines = collectText({ text: 'x', tool: 'shell', args: { path: '/a', list: ['b'], inner: { c: 1 } } })
  expect(lines.map(({ prefix, keyLength, value }) => [prefix, keyLength, value])).toEqual([
    ['', 0, 'x'],
    ['tool:', 4, 'shell'],
    ['path: ', 4, '/a'],
    ['list: ', 4, 'b'],
    ['inner:', 5, ''],
    ['c: ', 1, '1'],
  ])
})

test('the frame of a tool trace is a leaf like any other where it holds no object and no list', () => {
  expect(textOf({ args: 'a', result: 'r', error: 'e' })).toEqual(['args: a', 'result: r', 'error: e'])
  expect(textOf({ args: null })).toEqual(['args: null'])
  expect(textOf({ args: ['a'], result: { rows: 1 }, error: { code: 2 } })).toEqual(['args: a', 'rows: 1', 'code: 2'])
})

test('a list that holds a leaf among objects names it, and does not stand for itself', () => {
  expect(textOf({ args: { list: [{ a: 1 }, 'b'] } })).toEqual(['a: 1', 'list: b'])
  expect(textOf({ args: { list: [{ a: 1 }, ['b']] } })).toEqual(['list:', 'a: 1', 'list: b'])
})
