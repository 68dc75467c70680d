import { expect, it } from 'vitest'
import { formatMicroseconds } from './format-microseconds.ts'

it('says a duration in the unit in which it is read', () => {
  expect([0.4, 85, 999.6, 1_234, 12_345, 999_600, 3_400_000].map(formatMicroseconds)).toEqual([
    '0 µs',
    '85 µs',
    '1.0 ms',
    '1.2 ms',
    '12 ms',
    '1.0 s',
    '3.4 s',
  ])
})
