import { expect, test } from 'vitest'
import { withNeighbours } from './context.ts'

function shown(lengths: readonly number[], ...changed: number[]): number[] {
  const lines = lengths.map((length) => ({ prefix: '', keyLength: 0, value: 'x'.repeat(length), segments: [] }))
  return withNeighbours(lines, (index) => changed.includes(index))
}

const short = (count: number) => Array<number>(count).fill(1)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_each, at) => from + at)

test('the changed lines are shown, sixteen lines before each and behind, and the first', () => {
  expect(shown(short(100), 50)).toEqual([0, ...range(34, 66)])
  expect(shown(short(100), 20, 60)).toEqual([0, ...range(4, 36), ...range(44, 76)])
  expect(shown(short(100), 40, 41)).toEqual([0, ...range(24, 57)])
})

test('where no changed line follows, nothing is near to one', () => {
  expect(shown(short(100), 0)).toEqual(range(0, 16))
  expect(shown(short(100), 99)).toEqual([0, ...range(83, 99)])
  expect(shown(short(20))).toEqual([0])
})

test('of the lines around, only short ones are shown; a changed one is however long it is', () => {
  expect(shown([1, 256, 300, 257, 256, 1], 2)).toEqual([0, 1, 2, 4, 5])
  expect(shown([300, 1], 1)).toEqual([1])
})

test('each line is asked about once, so that many cost no more than their number', () => {
  let asked = 0
  const lines = short(1000).map(() => ({ prefix: '', keyLength: 0, value: '', segments: [] }))
  withNeighbours(lines, (index) => {
    asked++
    return index % 100 === 99
  })
  expect(asked).toBe(1000)
})
