import { minutesKeptMs } from './ports/tallies.ts'
import type { StatsRange } from './ports.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** What a person reads off an axis without counting. Each whole minute, hour or day is within one step. */
const stepsMs = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 5, 10, 30, 100, 300, 1_000, 3_000].map((days) => days * dayMs),
]

/**
 * The finest round step that parts a time into at most so many, and the time in whole steps of it. What is longer ago than
 * there are figures of minutes comes in hours at least.
 */
export function statsRange({ fromMs, toMs, nowMs }: Omit<StatsRange, 'stepMs'>, buckets: number): StatsRange {
  const finestMs = fromMs < nowMs - minutesKeptMs + hourMs ? hourMs : minuteMs
  for (const stepMs of stepsMs) {
    const range = {
      fromMs: Math.floor(fromMs / stepMs) * stepMs,
      toMs: Math.ceil(toMs / stepMs) * stepMs,
      stepMs,
      nowMs,
    }
    if (stepMs >= finestMs && (range.toMs - range.fromMs) / stepMs <= buckets) return range
  }
  const stepMs = Math.ceil(toMs / dayMs + 1) * dayMs
  return { fromMs: 0, toMs: stepMs, stepMs, nowMs }
}
