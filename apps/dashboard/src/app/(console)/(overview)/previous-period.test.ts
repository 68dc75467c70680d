import { describe, expect, it } from 'vitest'
import { isOfPeriod, previousPeriod } from './previous-period.ts'

const day = { from: '2026-11-29T12:00:00.000Z', to: '2026-11-30T12:15:00.000Z', step_seconds: 900 }

describe('the period before', () => {
  it('is as long as what has passed, in whole steps, and ends where the period begins', () => {
    const period = previousPeriod(day, Date.parse('2026-11-30T12:03:00Z'))
    expect(period).toEqual({ from: '2026-11-28T12:00:00.000Z', to: '2026-11-29T12:00:00.000Z' })
  })

  it('is as long as the whole period once that is over', () => {
    const period = previousPeriod(day, Date.parse('2026-12-01T00:00:00Z'))
    expect(period.from).toBe('2026-11-28T11:45:00.000Z')
  })

  it('is at least one step long', () => {
    const period = previousPeriod({ ...day, to: '2026-11-29T12:15:00.000Z' }, Date.parse('2026-11-29T12:01:00Z'))
    expect(period.from).toBe('2026-11-29T11:45:00.000Z')
  })

  it('is only compared with figures of just that time', () => {
    const period = previousPeriod(day, Date.parse('2026-11-30T12:03:00Z'))
    expect(isOfPeriod({ from: '2026-11-28T12:00:00Z', to: '2026-11-29T12:00:00Z' }, period)).toBe(true)
    expect(isOfPeriod({ from: '2026-11-28T00:00:00Z', to: '2026-11-29T12:00:00Z' }, period)).toBe(false)
  })
})
