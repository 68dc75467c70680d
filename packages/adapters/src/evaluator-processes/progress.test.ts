import { expect, test } from 'vitest'
import { ProgressReader } from './progress.ts'

const told = Buffer.from(new Int32Array([7, -1, 7, 0, 8, 999]).buffer)

test('what was told last is read, however the pipe cuts it up', () => {
  for (let first = 0; first <= told.length; first++) {
    for (let second = first; second <= told.length; second++) {
      const reader = new ProgressReader()
      const chunks = [told.subarray(0, first), told.subarray(first, second), told.subarray(second)]
      const read = chunks.map((chunk) => reader.read(chunk)).filter((record) => record !== null)
      expect(read.at(-1)).toEqual({ requestNumber: 8, activity: 999 })
    }
  }
})

test('what is not complete yet is nothing', () => {
  expect(new ProgressReader().read(told.subarray(0, 7))).toBeNull()
})
