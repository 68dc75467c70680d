import { describe, expect, test } from 'vitest'
import { activeFilters, filterOf, parseSessionQuery, sessionsPath, withoutFilter } from './session-query.ts'

const nowMs = Date.parse('2026-11-30T12:00:00.000Z')

describe('the address', () => {
  test('is read and written alike', () => {
    const parameters = { q: 'refund', decision: 'block', tool: 'a&b=c', quarantined: '1', range: '24h' }
    const query = parseSessionQuery(parameters)
    expect(Object.fromEntries(new URL(sessionsPath(query), 'http://x').searchParams)).toEqual(parameters)
  })

  test('with values that we do not know, several of one name, and names of built-in things asks for everything', () => {
    const query = parseSessionQuery({
      decision: 'constructor',
      range: 'toString',
      agent: ['a', 'b'],
      quarantined: 'yes',
      from: 'x',
    })
    expect(activeFilters(query)).toEqual([])
    expect(sessionsPath(query)).toBe('/sessions')
  })

  test('holds no more than the API takes', () => {
    expect(parseSessionQuery({ q: 'x'.repeat(5_000) }).q).toHaveLength(200)
  })

  test('takes a time without a zone as UTC', () => {
    expect(parseSessionQuery({ from: '2026-11-30T10:00' }).from).toBe('2026-11-30T10:00:00.000Z')
    expect(parseSessionQuery({ from: '2026-11-30T10:00+02:00' }).from).toBe('2026-11-30T08:00:00.000Z')
  })
})

test('a range ends now, and a beginning that is named holds in its place', () => {
  expect(filterOf({ range: '1h', quarantined: '1' }, nowMs)).toMatchObject({
    from: '2026-11-30T11:00:00.000Z',
    quarantined: true,
  })
  expect(filterOf({ range: '1h', from: '2026-01-01T00:00:00.000Z' }, nowMs).from).toBe('2026-01-01T00:00:00.000Z')
})

test('a filter is taken away and the others stay', () => {
  expect(sessionsPath(withoutFilter({ q: 'a', agent: 'b' }, 'q'))).toBe('/sessions?agent=b')
})
