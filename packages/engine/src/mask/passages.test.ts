import { describe, expect, test } from 'vitest'
import { isMasked, maskPassages, toMasked, toOriginal } from './passages.ts'

const text = 'aaSECRETbbTOKENcc'
const { text: masked, placed } = maskPassages(text, [
  { from: 10, to: 15, rule: 'y' },
  { from: 2, to: 8, rule: 'x' },
])

test('each passage is replaced by the name of its rule, whatever their order, and what stands between stays', () => {
  expect(masked).toBe('aa[masked:x]bb[masked:y]cc')
  expect(placed.map(({ from, to }) => text.slice(from, to))).toEqual(['SECRET', 'TOKEN'])
  expect(placed.map(({ maskFrom, maskTo }) => masked.slice(maskFrom, maskTo))).toEqual(['[masked:x]', '[masked:y]'])
})

test('a text without passages stays as it is', () => {
  expect(maskPassages(text, [])).toEqual({ text, placed: [] })
})

test.each([
  ['overlap', 2, 5, 4, 8],
  ['touch', 2, 5, 5, 8],
  ['lie within one another', 2, 8, 3, 5],
  ['are the same', 2, 8, 2, 8],
])('passages that %s become one mask', (_name, ...[from, to, otherFrom, otherTo]) => {
  const given = [
    { from, to, rule: 'x' },
    { from: otherFrom, to: otherTo, rule: 'x' },
  ]
  expect(maskPassages(text, given).text).toBe('aa[masked:x]bbTOKENcc')
  expect(maskPassages(text, given.toReversed()).text).toBe('aa[masked:x]bbTOKENcc')
})

test('passages with one character between them stay two', () => {
  expect(
    maskPassages('abcde', [
      { from: 0, to: 2, rule: 'x' },
      { from: 3, to: 5, rule: 'x' },
    ]).text,
  ).toBe('[masked:x]c[masked:x]')
})

test('the name in a mask is short, and means nothing in JSON, a URL or a shell', () => {
  const rule = `a.b-c_d "$(e)"\\${'x'.repeat(100)}`
  expect(maskPassages('s', [{ from: 0, to: 1, rule }]).text).toBe(`[masked:a.b-c_d____e___${'x'.repeat(49)}]`)
})

describe('a span of the masked text is one of the text before', () => {
  test.each([
    [0, 2, 0, 2],
    [1, 3, 1, 8],
    [2, 12, 2, 8],
    [5, 6, 2, 8],
    [11, 13, 2, 9],
    [12, 14, 8, 10],
    [13, 15, 9, 15],
    [24, 26, 15, 17],
    [0, 26, 0, 17],
  ])('[%d, %d] comes from [%d, %d]', (start, end, from, to) => {
    expect(toOriginal(placed, [start, end])).toEqual([from, to])
  })
})

describe('a span of the text before is one of the masked text, and covers every mask that it touches', () => {
  test.each([
    [0, 2, 0, 2],
    [2, 8, 2, 12],
    [3, 5, 2, 12],
    [8, 10, 12, 14],
    [9, 11, 13, 24],
    [7, 9, 2, 13],
    [15, 17, 24, 26],
  ])('[%d, %d] goes to [%d, %d]', (start, end, from, to) => {
    expect(toMasked(placed, [start, end])).toEqual([from, to])
  })
})

test.each<[[number, number], boolean]>([
  [[2, 12], true],
  [[4, 6], true],
  [[14, 24], true],
  [[0, 1], false],
  [[1, 5], false],
  [[11, 13], false],
  [[12, 14], false],
  [[24, 25], false],
])('%j lies within one mask: %j', (span, isWithin) => {
  expect(isMasked(placed, span)).toBe(isWithin)
})
