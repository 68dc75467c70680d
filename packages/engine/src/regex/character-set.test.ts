import { describe, expect, test } from 'vitest'
import {
  complement,
  foldCase,
  holds,
  lastCodePoint,
  overlaps,
  setOf,
  sizeOf,
  union,
  withAnythingBeyondAscii,
} from './character-set.ts'

const rangesOf = (...ranges: [number, number][]) => setOf(ranges).ranges
const text = (characters: string) => setOf([...characters].map((one) => [one.charCodeAt(0), one.charCodeAt(0)]))

test('ranges come sorted, and those that touch or overlap come as one', () => {
  expect(rangesOf([9, 12], [1, 3], [4, 5], [2, 3], [7, 7])).toEqual([
    [1, 5],
    [7, 7],
    [9, 12],
  ])
  expect(rangesOf([1, 9], [2, 3])).toEqual([[1, 9]])
})

test('a set of sets is approximate when one of them is', () => {
  expect(union([setOf([[1, 2]]), setOf([[3, 4]], true)])).toEqual({ ranges: [[1, 4]], isApproximate: true })
  expect(union([setOf([[1, 2]]), setOf([[8, 9]])]).isApproximate).toBe(false)
})

test('the complement holds what the set does not', () => {
  expect(complement(setOf([[0, 5]])).ranges).toEqual([[6, lastCodePoint]])
  expect(
    complement(
      setOf([
        [5, 7],
        [9, lastCodePoint],
      ]),
    ).ranges,
  ).toEqual([
    [0, 4],
    [8, 8],
  ])
  expect(complement(setOf([])).ranges).toEqual([[0, lastCodePoint]])
  expect(complement(setOf([[0, lastCodePoint - 1]])).ranges).toEqual([[lastCodePoint, lastCodePoint]])
  expect(complement(setOf([[0, lastCodePoint]])).ranges).toEqual([])
  expect(complement(setOf([[0, 5]])).isApproximate).toBe(false)
})

test('the complement of an approximate set may hold anything beyond ASCII', () => {
  const set = complement(
    setOf(
      [
        [0, 0x60],
        [0x62, lastCodePoint],
      ],
      true,
    ),
  )
  expect(set).toEqual({
    ranges: [
      [0x61, 0x61],
      [0x80, lastCodePoint],
    ],
    isApproximate: true,
  })
})

test('what may be anything beyond ASCII begins with the first character there', () => {
  expect(withAnythingBeyondAscii(setOf([[1, 1]]))).toEqual({
    ranges: [
      [1, 1],
      [0x80, lastCodePoint],
    ],
    isApproximate: true,
  })
})

test.each([
  ['ab', 'bc', true],
  ['a', 'b', false],
  ['axz', 'bcy', false],
  ['bcy', 'axy', true],
  ['', 'a', false],
  ['a', '', false],
  ['ace', 'bde', true],
])('%j and %j overlap: %s', (left, right, expected) => {
  expect(overlaps(text(left), text(right))).toBe(expected)
  expect(overlaps(text(right), text(left))).toBe(expected)
})

test('both ends of a range belong to it', () => {
  const set = setOf([
    [5, 7],
    [10, 10],
  ])
  expect([4, 5, 7, 8, 10, 11].map((code) => holds(set, code))).toEqual([false, true, true, false, true, false])
  expect(sizeOf(set)).toBe(4)
})

describe('whatever its case', () => {
  const folded = (characters: string) => {
    const set = foldCase(text(characters))
    return { set, has: (character: string) => holds(set, character.charCodeAt(0)) }
  }

  test('a letter stands for its other case', () => {
    const { has, set } = folded('bZ')
    expect(['b', 'B', 'z', 'Z', 'a', 'A', '['].map(has)).toEqual([true, true, true, true, false, false, false])
    expect(set.isApproximate).toBe(false)
  })

  test.each([
    ['s', 'ſ'],
    ['K', '\u212a'],
    ['ſ', 'S'],
    ['\u212a', 'k'],
  ])('%s stands for %s', (one, other) => {
    expect(folded(one).has(other)).toBe(true)
    expect(folded(one).set.isApproximate).toBe(false)
    expect(sizeOf(folded(one).set)).toBe(3)
  })

  test('the first and the last letter are letters', () => {
    expect(sizeOf(folded('a').set)).toBe(2)
    expect(sizeOf(folded('z').set)).toBe(2)
    expect(sizeOf(folded('@[`{').set)).toBe(4)
  })

  test('a character beyond ASCII stands for what depends on the version of Unicode', () => {
    expect(folded('é').set).toEqual(withAnythingBeyondAscii(text('é')))
    expect(foldCase(setOf([[0x17f, 0x180]])).isApproximate).toBe(true)
    expect(foldCase(setOf([[0x7f, 0x80]])).isApproximate).toBe(true)
    expect(foldCase(setOf([[0, 0x7f]])).isApproximate).toBe(false)
    expect(foldCase(setOf([[1, 1]], true)).isApproximate).toBe(true)
  })
})
