import { expect, it } from 'vitest'
import { pauseAfter } from './retry.ts'

it('pauses double, up to five seconds', () => {
  const pauses = [1, 2, 3, 4, 7, 40].map((attempt) => pauseAfter(attempt, null, () => 1))
  expect(pauses).toEqual([100, 200, 400, 800, 5_000, 5_000])
})

it('chance takes up to half of a pause', () => {
  expect(pauseAfter(3, null, () => 0)).toBe(200)
})

it('the server is given the time that it asks for, up to thirty seconds', () => {
  expect(pauseAfter(1, '7')).toBe(7_000)
  expect(pauseAfter(1, '86400')).toBe(30_000)
  const inTenSeconds = new Date(Date.now() + 10_000).toUTCString()
  expect(pauseAfter(1, inTenSeconds)).toBeGreaterThan(8_000)
  expect(pauseAfter(1, inTenSeconds)).toBeLessThanOrEqual(10_000)
})

it.each(['0', '', 'soon', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT'])('`%s` asks for no more than the usual', (value) => {
  expect(pauseAfter(1, value, () => 1)).toBe(100)
})
