import { expect, test } from 'vitest'
import { windowAround } from './word-window.ts'

const window = (text: string, at: number, tokens: number) => {
  const edges = windowAround(text, at, tokens)
  return edges === null ? null : text.slice(edges[0], edges[1])
}

test.each([
  [1, 'four'],
  [2, 'three four five'],
  [3, 'two three four five six'],
  [9, 'one two three four five six seven'],
])('a window for phrases of %d tokens reaches so far to both sides', (tokens, expected) => {
  expect(window('one two three four five six seven', 14, tokens)).toBe(expected)
  expect(window('one two three four five six seven', 16, tokens)).toBe(expected)
})

test('a run of white space is one edge', () => {
  expect(window('one  \n two \t three', 7, 1)).toBe('two')
  expect(window('one  \n two \t three', 7, 2)).toBe('one  \n two \t three')
})

test.each(['\t', '\n', '\v', '\f', '\r', ' '])('%j is white space', (space) => {
  expect(window(`a${space}b${space}c`, 2, 1)).toBe('b')
})

test.each(['\b', '\x0e', '!', '\u00a0'])('%j is none', (mark) => {
  expect(window(`a${mark}b${mark}c`, 2, 1)).toBe(`a${mark}b${mark}c`)
})

test('a window that would be long is none', () => {
  const long = 'x'.repeat(600)
  expect(window(`${'x'.repeat(590)} at ${'x'.repeat(590)}`, 591, 2)).not.toBeNull()
  expect(window(`${long}xx at end`, 603, 2)).toBeNull()
  expect(window(`start at ${long}xx`, 6, 2)).toBeNull()
  expect(window(`${long}xx at ${long}xx`, 603, 1)).toBe('at')
})
