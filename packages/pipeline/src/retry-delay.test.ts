import { expect, test } from 'vitest'
import { retryDelayMs } from './retry-delay.ts'

const policy = { firstMs: 1_000, longestMs: 60_000 }

test('each wait is twice the one before, until the longest', () => {
  expect([1, 2, 3, 7, 8, 1_000].map((failed) => retryDelayMs(failed, policy, 0.5))).toEqual([
    1_000, 2_000, 4_000, 60_000, 60_000, 60_000,
  ])
})

test('what failed together is not tried again together', () => {
  expect([0, 0.25, 0.999].map((random) => retryDelayMs(1, policy, random))).toEqual([500, 750, 1_499])
})
