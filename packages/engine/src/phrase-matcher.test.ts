import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { compilePhrases } from './phrase-matcher.ts'
import { CompileError } from './rule-fault.ts'
import { ScannedText } from './scanned-text.ts'

const find = (pattern: string, text: string) => {
  const match = compilePhrases(pattern).find(
    new ScannedText([{ prefix: '', keyLength: 0, value: text, segments: ['text'] }]),
  )
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

test('the pattern that stands before phrases is found wherever a phrase is', () => {
  const word = fc.constantFrom('share', 'SSN', "don't", 'K', 'k', '-x', 'a.b', 'ſ')
  const space = fc.constantFrom(' ', '\n', '\u00a0', '\u2003', '\ufeff', '\v', '', '.')
  const text = fc.array(
    fc.tuple(word, space).map(([left, right]) => left + right),
    { maxLength: 8 },
  )
  const phrase = fc.array(word, { minLength: 1, maxLength: 2 })
  fc.assert(
    fc.property(text, fc.array(phrase, { minLength: 1, maxLength: 3 }), (parts, phrases) => {
      const { find: findMatch, necessary } = compilePhrases(phrases.map((words) => words.join(' ')).join('|'))
      const scanned = new ScannedText([{ prefix: '', keyLength: 0, value: parts.join(''), segments: ['text'] }])
      if (findMatch(scanned) !== null && necessary !== null)
        expect(RE2JS.compile(necessary).test(scanned.text)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
