import { describe, expect, it } from 'vitest'
import { stackSeries, stepAt, wholeSteps } from './stack-series.ts'

const series = [
  { at: '2026-11-30T12:00:00.000Z', allow: 10, warn: 2, redact: 1, ask: 3, block: 4 },
  { at: '2026-11-30T12:01:00.000Z', allow: 0, warn: 0, redact: 0, ask: 0, block: 1 },
]
const start = Date.parse('2026-11-30T12:00:00.000Z') / 1_000
const steps = { starts: [start, start + 60], stepSeconds: 60 }

describe('the stack of decisions', () => {
  it('puts block on the axis and allow on top, drawn from the top down', () => {
    expect(stackSeries(series, () => true)).toEqual([
      [start, start + 60],
      [20, null],
      [10, null],
      [8, null],
      [7, null],
      [4, 1],
    ])
  })

  it('closes the gap of a decision that is not shown', () => {
    expect(stackSeries(series, (decision) => decision !== 'ask').map(([top]) => top)).toEqual([
      start,
      17,
      7,
      5,
      null,
      4,
    ])
  })
})

describe('a place on the axis of time', () => {
  it('is in the step that covers it, to the end of that step', () => {
    expect([start - 1, start, start + 59.9, start + 60, start + 120].map((time) => stepAt(time, steps))).toEqual([
      null,
      0,
      0,
      1,
      null,
    ])
    expect(stepAt(start, { starts: [], stepSeconds: 60 })).toBeNull()
  })

  it('is widened to whole steps within what is shown', () => {
    expect(wholeSteps({ fromSeconds: start + 10, toSeconds: start + 30 }, steps)).toEqual({
      fromSeconds: start,
      toSeconds: start + 60,
    })
    expect(wholeSteps({ fromSeconds: start - 500, toSeconds: start + 500 }, steps)).toEqual({
      fromSeconds: start,
      toSeconds: start + 120,
    })
    expect(wholeSteps({ fromSeconds: start + 130, toSeconds: start + 150 }, steps)).toBeNull()
  })
})
