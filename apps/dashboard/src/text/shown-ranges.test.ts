import { expect, test } from 'vitest'
import { pointerSegment } from './json-pointer.ts'
import { plainText } from './plain-text.ts'
import { shownRanges } from './shown-ranges.ts'

const mark = (start: number, end: number) => ({ start, end })

test('a text without marks is shown up to its limit', () => {
  expect(shownRanges(5_000, { limit: 600, marks: [] })).toEqual([[0, 600]])
  expect(shownRanges(50, { limit: 600, marks: [] })).toEqual([[0, 50]])
})

test('what a rule matched far behind is shown with what stands around it', () => {
  expect(shownRanges(9_000, { limit: 600, marks: [mark(5_000, 5_010)] })).toEqual([
    [0, 600],
    [4_900, 5_110],
  ])
})

test('windows that touch are one, and none leaves the text', () => {
  expect(shownRanges(9_000, { limit: 600, marks: [mark(590, 640), mark(8_990, 9_000)] })).toEqual([
    [0, 740],
    [8_890, 9_000],
  ])
})

test('ten thousand matches do not show all of a text', () => {
  const marks = Array.from({ length: 10_000 }, (_, index) => mark(1_000 + index * 500, 1_004 + index * 500))
  const ranges = shownRanges(6_000_000, { limit: 600, marks })
  expect(ranges.reduce((sum, [from, to]) => sum + to - from, 0)).toBeLessThan(10_000)
})

test('a match as long as the text is shown by its beginning', () => {
  expect(shownRanges(1_000_000, { limit: 600, marks: [mark(0, 1_000_000)] })).toEqual([[0, 2_100]])
})

test('a key is escaped in a pointer', () => {
  expect(pointerSegment('x/y~z')).toBe('x~1y~0z')
})

test('hostile text for an option or a title has no line breaks and no characters that turn it', () => {
  expect(plainText('a\nb\u202Ec')).toBe('a b[RLO]c')
  expect(plainText('x'.repeat(300), 10)).toBe(`${'x'.repeat(10)}…`)
})
