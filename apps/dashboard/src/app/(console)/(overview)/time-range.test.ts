import { describe, expect, it } from 'vitest'
import { fixedQuery, formatLength, parseTimeRange, timeOf } from './time-range.ts'

const nowMs = Date.parse('2026-11-30T12:00:00.000Z')
const hourMs = 3_600_000

describe('the time that the overview is about', () => {
  it('is the last 24 hours where nothing is asked for', () => {
    expect(parseTimeRange({}, nowMs)).toMatchObject({ fromMs: nowMs - 24 * hourMs, toMs: nowMs, problem: null })
    expect(parseTimeRange({}, nowMs).preset?.id).toBe('24h')
  })

  it('is the last of the range that is asked for', () => {
    expect(parseTimeRange({ range: '15m' }, nowMs)).toMatchObject({ fromMs: nowMs - hourMs / 4, problem: null })
  })

  it('says so when there is no such range, whatever the name', () => {
    for (const range of ['2h', 'constructor', '__proto__', ['1h', '7d']]) {
      expect(parseTimeRange({ range }, nowMs)).toMatchObject({ preset: { id: '24h' }, problem: expect.any(String) })
    }
  })

  it('is fixed by from and to, and remembers the range that it was taken from', () => {
    const range = parseTimeRange({ range: '7d', from: '2026-11-30T08:00:00.000Z', to: '2026-11-30T09:00:00Z' }, nowMs)
    expect(range).toMatchObject({ fromMs: nowMs - 4 * hourMs, toMs: nowMs - 3 * hourMs, preset: null, problem: null })
    expect(range.base.id).toBe('7d')
  })

  it('ends now where no end is given, or the end lies ahead', () => {
    for (const to of [undefined, '2027-01-01T00:00:00Z']) {
      expect(parseTimeRange({ from: '2026-11-30T08:00:00Z', to }, nowMs).toMs).toBe(nowMs)
    }
  })

  it.each([
    ['x', '2026-11-30T09:00:00Z', 'cannot be read'],
    ['2026-11-30T09:00:00Z', '2026-11-30T08:00:00Z', 'ends before it begins'],
    ['2026-11-30T09:00:00Z', '2026-11-30T09:00:00Z', 'ends before it begins'],
    ['2026-11-30T09:00:00Z', '2026-11-30T09:00:10Z', 'too short'],
    ['2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z', 'lies ahead'],
    ['2020-12-01T09:00:00Z', '2026-11-01T10:00:00Z', '400 days'],
  ])('says what is wrong with %s to %s', (from, to, said) => {
    const range = parseTimeRange({ from, to }, nowMs)
    expect(range.problem).toContain(said)
    expect(range.preset?.id).toBe('24h')
  })

  it('reads what its own query says', () => {
    const parameters = Object.fromEntries(new URLSearchParams(fixedQuery({ id: '1h' }, nowMs - hourMs, nowMs - 60_000)))
    expect(parseTimeRange(parameters, nowMs)).toMatchObject({ fromMs: nowMs - hourMs, toMs: nowMs - 60_000 })
  })

  it('takes a time without a zone as UTC, and nothing that is no time', () => {
    expect(timeOf('2026-11-30T12:00')).toBe(nowMs)
    expect(timeOf('2026-11-30T13:00:00+01:00')).toBe(nowMs)
    for (const text of ['', '2026-13-40T00:00Z', '12', 'now', '2026-11-30', undefined]) expect(timeOf(text)).toBeNull()
  })

  it('is said in two units at most', () => {
    const lengths = [15 / 60, 1.5, 24, 25.5, 24 * 7, 24 * 3 + 4].map((hours) => formatLength(hours * hourMs))
    expect(lengths).toEqual(['15 min', '90 min', '24 h', '25 h 30 min', '7 d', '3 d 4 h'])
  })
})
