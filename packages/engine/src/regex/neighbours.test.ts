import { describe, expect, test } from 'vitest'
import {
  beyondAscii,
  excludesSome,
  type Neighbours,
  neighbourAt,
  neighboursOf,
  withCharactersOf,
} from './neighbours.ts'
import { parsePattern } from './parse-pattern.ts'
import type { Syntax } from './syntax.ts'

const parts = (pattern: string): readonly Syntax[] => [parsePattern(pattern) as Syntax]
const edge = neighbourAt('', 0)

/** Which of a few characters may be there; `é` for all beyond ASCII, `∅` for the edge of the text. */
function shown(neighbours: Neighbours | null): string | null {
  if (neighbours === null) return null
  const sample = [...'ab1_ -\n'].filter((character) => neighbours[character.charCodeAt(0)] === 1)
  return `${sample.join('')}${neighbours[beyondAscii] === 1 ? 'é' : ''}${neighbours[edge] === 1 ? '∅' : ''}`
}
const before = (pattern: string, touchesWord = true) => shown(neighboursOf(parts(pattern), 'before', touchesWord))
const after = (pattern: string, touchesWord = true) => shown(neighboursOf(parts(pattern), 'after', touchesWord))

test('a text has its characters, others beyond ASCII, and two edges', () => {
  expect([-1, 0, 1, 2].map((index) => neighbourAt('aé', index))).toEqual([edge, 0x61, beyondAscii, edge])
  expect(neighbourAt('\x7f\x80', 0)).toBe(0x7f)
  expect(neighbourAt('\x7f\x80', 1)).toBe(beyondAscii)
})

describe('next to a literal may stand', () => {
  test.each([
    ['a', 'a', 'a'],
    ['ab', 'b', 'a'],
    ['a|b1', 'a1', 'ab'],
    ['[^a]', 'b1_ -\né', 'b1_ -\né'],
    ['\\w', 'ab1_', 'ab1_'],
    ['é', 'é', 'é'],
    ['\\x7f', '', ''],
    ['a+', 'a', 'a'],
    ['a{0,2}', null, null],
    ['ba*', 'ab', 'b'],
    ['a*b', 'b', 'ab'],
    ['(?:a|b*)', null, null],
    ['1(?:a|b*)', 'ab1', '1'],
    ['', null, null],
    ['.|\\n', 'ab1_ -\né', 'ab1_ -\né'],
    ['(?:.|\\n|^|$)', null, null],
  ])('where %s stands before it %j, behind it %j', (pattern, expectedBefore, expectedAfter) => {
    expect(before(pattern)).toBe(expectedBefore)
    expect(after(pattern)).toBe(expectedAfter)
  })

  test('a line break, where the text must begin or end: that is its edge among the lines of a field', () => {
    expect(before('^')).toBe('\n∅')
    expect(after('$')).toBe('\n∅')
    expect(before('a|^')).toBe('a\n∅')
  })

  test('nothing or a line break, where a line must begin or end there', () => {
    expect(before('(?m)^')).toBe('\n∅')
    expect(after('(?m)$')).toBe('\n∅')
  })

  test('no word character, where a word must end there and the literal is part of it', () => {
    expect(before('\\b')).toBe(' -\né∅')
    expect(after('\\b')).toBe(' -\né∅')
    expect(before('\\b', false)).toBeNull()
    expect(before('\\B')).toBeNull()
  })
})

describe('characters that a syntax is made of', () => {
  const made = (pattern: string, others: string | null = null) =>
    shown(
      withCharactersOf(
        parsePattern(pattern) as Syntax,
        others === null ? null : withCharactersOf(parsePattern(others) as Syntax, null),
      ),
    )

  test.each([
    ['a', 'a'],
    ['a|b*1', 'ab1'],
    ['\\b^', ''],
    ['(?:a-){2,}é', 'a-é'],
  ])('%s: %j', (pattern, expected) => {
    expect(made(pattern)).toBe(expected)
  })

  test('are added to those given, which stay as they are', () => {
    const given = withCharactersOf(parsePattern('b') as Syntax, null)
    expect(shown(withCharactersOf(parsePattern('a') as Syntax, given))).toBe('ab')
    expect(shown(given)).toBe('b')
  })

  test('exclude some, unless they are all that there are', () => {
    expect(excludesSome(withCharactersOf(parsePattern('(?s).') as Syntax, null))).toBe(false)
    expect(excludesSome(withCharactersOf(parsePattern('.') as Syntax, null))).toBe(true)
    expect(excludesSome(withCharactersOf(parsePattern('[\\x00-\\x7f]') as Syntax, null))).toBe(true)
  })
})
