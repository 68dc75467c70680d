import { describe, expect, test } from 'vitest'
import {
  backslash,
  blankRun,
  causesOf,
  encodedRun,
  endingBlank,
  equalsSign,
  foreign,
  hexWords,
  leetLetters,
  percentSign,
  reference,
  spacedLetters,
} from './causes.ts'

describe('each kind of writing gives its cause, and no other', () => {
  test.each<[string, number]>([
    ['caf\u00e9', foreign],
    ['bell \u0007', foreign],
    ['delete \u007f', foreign],
    ['two  blanks', blankRun],
    ['end.   three', blankRun],
    ['a tab\there', blankRun],
    ['blank \tand tab', blankRun],
    ['end.\ttab', blankRun],
    ['p4ss', leetLetters],
    ['$ecret', leetLetters],
    ['say r m r f now', spacedLetters],
    ['so r-m-x now', spacedLetters],
    ['R&D', reference],
    ['100 %', percentSign],
    ['a=b', equalsSign],
    ['C:\\dir', backslash],
    ['UserAccount', encodedRun],
    ['rest9292ab', encodedRun],
    ['aaaaaaaa+b', encodedRun],
    ['AAAAAAAA/B', encodedRun],
    ['lowercases\nfollow', encodedRun],
    ['72 6d 20 2d 72 66', hexWords],
    ['0x72, 0x6d, 0x20, 0x2d, 0x72, 0x66.', hexWords | leetLetters],
  ])('%j', (text, cause) => {
    expect(causesOf(text)).toBe(cause)
  })
})

test('blanks at the end of a line are noted, and letters behind signs that look like one', () => {
  const places: number[] = []
  expect(causesOf('p4ss \nw0rd', places)).toBe(leetLetters | endingBlank)
  expect(places).toEqual([2, 8])
})

test.each([
  '',
  'Plain prose, with a stop.  And two blanks; or a colon:  so.',
  '  begins a line\n    and another\n\tand a third',
  'a longer international word, a/path/in/lowercases and some-dashed_words',
  'Internationally SHOUTING_WORDS 2024-05-15-10',
  'UserAcct A2b6c8d9e',
  'I am in a car',
  'x y zed',
  'snake-a word',
  '72 6d 20 2d 72',
  '72 6d 20 2d 72 quick 66',
  '1 2 8 9 6',
  'the year 2024 ends',
])('what people write plainly gives no cause: %j', (text) => {
  expect(causesOf(text)).toBe(0)
})
