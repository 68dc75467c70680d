import { describe, expect, it } from 'vitest'
import { fillDays, formatUsd, roundUp, sumCosts } from './fill-days.ts'

const nowMs = Date.parse('2026-11-30T23:59:59.000Z')
const cost = { day: '2026-11-29', checks: 3, cost_usd: 0.5, prompt_tokens: 900, completion_tokens: 60 }

describe('the costs of days', () => {
  it('are there for every day, today last', () => {
    const days = fillDays([cost], { days: 3, nowMs })
    expect(days.map(({ day, checks }) => [day, checks])).toEqual([
      ['2026-11-28', 0],
      ['2026-11-29', 3],
      ['2026-11-30', 0],
    ])
  })

  it('are summed up over all days', () => {
    expect(sumCosts(fillDays([cost, { ...cost, day: '2026-11-30' }], { days: 3, nowMs }))).toEqual({
      checks: 6,
      cost_usd: 1,
      prompt_tokens: 1_800,
      completion_tokens: 120,
    })
  })

  it('are said to the cent, and below that to two digits', () => {
    expect([0, 0.00017, 0.0123, 0.1, 2.5, 1234.5].map(formatUsd)).toEqual([
      '$0',
      '$0.00017',
      '$0.012',
      '$0.10',
      '$2.50',
      '$1,234.50',
    ])
  })

  it('have an axis that ends at a round number', () => {
    expect([0, 0.00017, 0.3, 1, 6, 20, 21].map(roundUp)).toEqual([1, 0.0002, 0.5, 1, 10, 20, 50])
  })
})
