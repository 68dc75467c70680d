import { expect, test } from 'vitest'
import { neverMatches } from './never-matches.ts'
import { parsePattern } from './parse-pattern.ts'
import type { Syntax } from './syntax.ts'

test.each([
  ['a^', true],
  ['^a', false],
  ['a*^', false],
  ['$a', true],
  ['a$', false],
  ['$a*', false],
  ['$\\b', false],
  ['\\ba', false],
  ['(?m)a^', false],
  ['(?m)$a', false],
  ['a^|b', false],
  ['a^|$b', true],
  ['(?:a^)*', false],
  ['(?:a^)+', true],
  ['x(?:a^)', true],
  ['x(?:a^|b^)', true],
  ['[^\\x00-\\x{10FFFF}]', true],
  ['[^\\x00-\\x{10FFFF}]?a', false],
  ['a', false],
])('%s never matches: %s', (pattern, expected) => {
  expect(neverMatches(parsePattern(pattern) as Syntax)).toBe(expected)
})
