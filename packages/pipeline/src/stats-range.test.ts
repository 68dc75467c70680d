import { describe, expect, test } from 'vitest'
import { statsRange } from './stats-range.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const nowMs = Date.parse('2026-03-04T05:06:07.890Z')

describe('the step of statistics', () => {
  test.each([
    ['an hour', hourMs, 100, minuteMs],
    ['a day', dayMs, 100, 15 * minuteMs],
    ['a day', dayMs, 200, 10 * minuteMs],
    ['two days', 2 * dayMs, 100, 30 * minuteMs],
    ['a week', 7 * dayMs, 200, hourMs],
    ['a month', 30 * dayMs, 200, 6 * hourMs],
    ['a year', 365 * dayMs, 200, 2 * dayMs],
  ])('for %s', (_, lengthMs, buckets, stepMs) => {
    expect(statsRange({ fromMs: nowMs - lengthMs, toMs: nowMs, nowMs }, buckets).stepMs).toBe(stepMs)
  })

  test('parts any time into whole steps that cover it, and no more than may be', () => {
    for (const lengthMs of [1, minuteMs, 3 * hourMs, 11 * dayMs, 4_000 * dayMs, nowMs])
      for (const buckets of [1, 2, 7, 200]) {
        const { fromMs, toMs, stepMs } = statsRange({ fromMs: nowMs - lengthMs, toMs: nowMs, nowMs }, buckets)
        expect([fromMs <= nowMs - lengthMs, toMs >= nowMs, fromMs % stepMs, toMs % stepMs]).toEqual([true, true, 0, 0])
        expect([lengthMs, buckets, (toMs - fromMs) / stepMs <= buckets || buckets === 1]).toEqual([
          lengthMs,
          buckets,
          true,
        ])
      }
  })

  test('is an hour at least where there are no figures of minutes any more', () => {
    const fromMs = nowMs - 4 * dayMs
    expect(statsRange({ fromMs, toMs: fromMs + hourMs, nowMs }, 200).stepMs).toBe(hourMs)
  })
})
