import { expect, test } from 'vitest'
import { retryAfterMsOf } from './retry-after.ts'

const given = { nowMs: Date.parse('2026-11-22T10:00:00Z'), longestMs: 60_000 }

test.each([
  ['5', 5_000],
  [' 1.5 ', 1_500],
  ['Sun, 22 Nov 2026 10:00:10 GMT', 10_000],
  ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['86400', 60_000],
  ['soon', null],
  ['-5 apples', null],
  ['', null],
  [null, null],
  [undefined, null],
])('%j is %j ms', (value, ms) => {
  expect(retryAfterMsOf(value, given)).toBe(ms)
})
