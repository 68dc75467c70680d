import { describe, expect, test } from 'vitest'
import { Starts } from '../literals/starts.ts'
import { CompileError } from '../rule-fault.ts'
import { compilePhrases } from './compile-phrases.ts'

const find = (pattern: string, text: string) => {
  const match = compilePhrases(pattern).find(text, 0, null, () => {})
  return match === null ? null : text.slice(match.start, match.end)
}

describe('the phrase `share ssn`', () => {
  test.each([
    ['SHARE SSN,', 'SHARE SSN'],
    ["share ssn's", 'share ssn'],
    ['share  ssn', 'share  ssn'],
    ['share\nssn', 'share\nssn'],
    ['{"q":"share ssn"}', 'share ssn'],
    ['please share share ssn now', 'share ssn'],
    ['share-ssn', null],
    ['share ssn_number', null],
    ['reshare ssn', null],
    ['share ssns', null],
    ['share, ssn', null],
    ['ssn share', null],
  ])('on %j is %j', (text, expected) => {
    expect(find('share ssn', text)).toBe(expected)
  })
})

test('of phrases that begin alike the longest is found', () => {
  expect(find('dump|dump the database', 'now DUMP the  database!')).toBe('DUMP the  database')
})

test('the leftmost phrase is found, whatever the order of phrases', () => {
  expect(find('zeta|alpha beta', 'alpha gamma alpha beta zeta')).toBe('alpha beta')
})

test('a word that is a member of every object is a word like any other', () => {
  expect(find('constructor', 'the constructor')).toBe('constructor')
  expect(find('a b', 'constructor toString __proto__')).toBeNull()
})

test('other scripts, and marks that combine, are words', () => {
  expect(find('пароль мой', 'Это ПАРОЛЬ МОЙ.')).toBe('ПАРОЛЬ МОЙ')
  expect(find('cafe\u0301', 'a cafe\u0301 b')).toBe('cafe\u0301')
})

test.each(['', '|', 'a||b', 'a| ', ' |a'])('%j holds a phrase without a word and is refused', (pattern) => {
  expect(() => compilePhrases(pattern)).toThrow(CompileError)
})

test('a phrase without a word is told with its place and what to write', () => {
  const thrown = () => compilePhrases('ab|cde||f')
  expect(thrown).toThrow(expect.objectContaining({ message: 'a phrase holds no word' }))
  try {
    thrown()
  } catch (error) {
    expect((error as CompileError).fault).toMatchObject({ field: 'pattern', code: 'phrase_empty', position: 7 })
    expect((error as CompileError).fault.hint).toContain('`|`')
  }
})

describe('a text needs the longest ASCII word of a phrase', () => {
  const literalsOf = (pattern: string) => {
    const first = compilePhrases(pattern).needs?.first
    return first?.kind === 'literals' ? first.anchors.map(({ literal }) => literal) : null
  }
  test.each([
    ['share the ssn', ['share']],
    ['the one', ['the']],
    ['a secret|the secret|pin', ['secret', 'pin']],
    ['пароль now', ['now']],
    ['пароль', null],
    ['pin|пароль', null],
    ['naïve ab', ['ab']],
    ['averyverylongword x', ['averyverylon']],
  ])('%s: %j', (pattern, literals) => {
    expect(literalsOf(pattern)).toEqual(literals)
  })

  test('beside which no word character stands, unless it is a mark or was cut', () => {
    const anchorOf = (pattern: string) => {
      const first = compilePhrases(pattern).needs?.first
      return first?.kind === 'literals' ? first.anchors[0] : undefined
    }
    const [a, space] = [0x61, 0x20]
    expect([anchorOf('pin')?.previous?.[a], anchorOf('pin')?.previous?.[space]]).toEqual([0, 1])
    expect([anchorOf('pin')?.next?.[a], anchorOf('pin')?.next?.[space]]).toEqual([0, 1])
    expect(anchorOf('averyverylongword')).toMatchObject({ next: null, before: { min: 0, max: 0 }, lead: null })
    expect(anchorOf('averyverylongword')?.previous?.[a]).toBe(0)
    expect(anchorOf('!')).toMatchObject({ previous: null, next: null })
  })
})

describe('around the places where its word stands', () => {
  const findAt = (pattern: string, text: string, places: number[], from = 0) => {
    const starts = new Starts()
    for (const place of places) starts.add(place, place)
    return compilePhrases(pattern).find(text, from, starts, () => {})
  }

  test('a phrase is found where it stands in the text', () => {
    const text = 'x x x x the big pin x x x x'
    expect(findAt('the big pin', text, [8])).toEqual({ start: 8, end: 19 })
    expect(findAt('big pin|pin', text, [12])).toEqual({ start: 12, end: 19 })
  })

  test('the leftmost is found, and of those that begin there the longest', () => {
    const text = 'pin x x x x the pin x x x x the pin'
    expect(findAt('the pin', text, [12, 28])).toEqual({ start: 12, end: 19 })
    expect(findAt('pin|pin x x', text, [0, 16])).toEqual({ start: 0, end: 7 })
  })

  test('elsewhere nothing is looked for', () => {
    expect(findAt('pin', 'pin x x x x x x pin', [16])).toEqual({ start: 16, end: 19 })
  })

  test('from a place on', () => {
    const text = 'the pin x x x x the pin'
    expect(findAt('the pin', text, [0, 16], 1)).toEqual({ start: 16, end: 23 })
    expect(findAt('the pin', text, [0, 16], 17)).toBeNull()
  })

  test('in the whole text, where there are many', () => {
    const text = 'pin '.repeat(20)
    const places = Array.from({ length: 20 }, (_, index) => index * 4)
    expect(findAt('pin', text, places.slice(5))).toEqual({ start: 0, end: 3 })
    expect(findAt('pin', text, places.slice(5, 17))).toEqual({ start: 20, end: 23 })
  })
})
