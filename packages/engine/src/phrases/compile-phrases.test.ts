import { describe, expect, test } from 'vitest'
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
