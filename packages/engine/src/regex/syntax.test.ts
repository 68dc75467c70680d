import { expect, test } from 'vitest'
import { parsePattern } from './parse-pattern.ts'
import { choiceOf, type Syntax, sequenceOf, widthOf } from './syntax.ts'

test.each([
  ['abc', 3, 3],
  ['', 0, 0],
  ['a|bcd', 1, 3],
  ['ab*', 1, Infinity],
  ['a{2,5}', 2, 5],
  ['(?:ab){2,3}c', 5, 7],
  ['\\b^$', 0, 0],
  ['(?:\\b)*', 0, 0],
  ['a{0}', 0, 0],
  ['(?:a*){0}', 0, 0],
  ['😀', 2, 2],
  ['.', 1, 2],
  ['[a😀]', 1, 2],
  ['[\\x{ffff}]', 1, 1],
  ['[\\x{10000}]', 2, 2],
])('a match of %j is between %d and %d code units wide', (pattern, min, max) => {
  expect(widthOf(parsePattern(pattern) as Syntax)).toEqual({ min, max })
})

const set: Syntax = { kind: 'set', set: { ranges: [[1, 1]], isApproximate: false } }
const edge: Syntax = { kind: 'assertion', asserts: 'word-edge' }

test('a sequence holds no sequence, and one of one part is that part', () => {
  expect(sequenceOf([set])).toBe(set)
  expect(sequenceOf([{ kind: 'sequence', parts: [set, edge] }, set])).toEqual({
    kind: 'sequence',
    parts: [set, edge, set],
  })
  expect(sequenceOf([])).toEqual({ kind: 'sequence', parts: [] })
})

test('a choice of one option is that option', () => {
  expect(choiceOf([set])).toBe(set)
  expect(choiceOf([set, edge])).toEqual({ kind: 'choice', options: [set, edge] })
})
