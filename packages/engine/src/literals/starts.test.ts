import { expect, test } from 'vitest'
import { Starts } from './starts.ts'

function startsOf(...intervals: [number, number][]): Starts {
  const starts = new Starts()
  for (const [from, to] of intervals) starts.add(from, to)
  return starts
}

test('intervals come sorted, and those that touch come as one', () => {
  expect(startsOf([9, 9], [1, 3], [2, 5], [6, 6]).from(0)).toEqual([
    [1, 6],
    [9, 9],
  ])
  expect(startsOf([1, 9], [2, 3]).from(0)).toEqual([[1, 9]])
})

test('what lies before the least is cut off', () => {
  expect(startsOf([1, 3], [5, 8]).from(6)).toEqual([[6, 8]])
  expect(startsOf([1, 3]).from(4)).toEqual([])
})

test('too many intervals are none: matches may begin anywhere', () => {
  const many = new Starts()
  for (let at = 0; at < 500; at++) many.add(2 * at, 2 * at)
  expect(many.from(0)).toHaveLength(500)
  many.add(2000, 2000)
  expect(many.from(0)).toBeNull()
})

test('beyond a dozen, looking at each by itself is no cheaper than looking everywhere', () => {
  const starts = new Starts()
  for (let at = 0; at < 12; at++) starts.add(2 * at, 2 * at)
  expect(starts.areMany).toBe(false)
  starts.add(40, 40)
  expect(starts.areMany).toBe(true)
})

test('the same interval again is not counted', () => {
  const starts = new Starts()
  for (let at = 0; at < 2000; at++) starts.add(4, 7)
  expect(starts.from(0)).toEqual([[4, 7]])
})

test('one that shares an end with the one before is another', () => {
  expect(startsOf([1, 2], [1, 5]).from(0)).toEqual([[1, 5]])
  expect(startsOf([4, 5], [1, 5]).from(0)).toEqual([[1, 5]])
  expect(startsOf([1, 2], [7, 8]).from(0)).toEqual([
    [1, 2],
    [7, 8],
  ])
})
