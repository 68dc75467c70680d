import { afterEach, expect, test } from 'vitest'
import { formatCursor, nextLink, parseCursor } from './cursor.ts'

const zone = process.env.TZ
afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

test.each(['Asia/Tokyo', 'America/New_York', 'UTC'])(
  'a time without a zone is UTC where the server is in %s',
  (zone) => {
    process.env.TZ = zone
    const timeMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
    for (const text of ['2026-01-02T03:04:05.678', '2026-01-02T03:04:05.678901', '2026-01-02T03:04:05.678Z']) {
      expect(parseCursor(text)).toEqual({ timeMs, id: null })
    }
    expect(parseCursor('2026-01-02T05:04:05.678+02:00')).toEqual({ timeMs, id: null })
  },
)

test.each(['01a20421-fc50-734d-a33b-de3e08d09c9f', 7])(
  'a cursor brings back the time and id that it was made of: %s',
  (id) => {
    const cursor = formatCursor('2026-01-02T03:04:05.678Z', id)
    expect(cursor).toMatch(/^[\w-]+$/)
    expect(parseCursor(cursor)).toEqual({ timeMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678), id: String(id) })
  },
)

test('no cursor is the first page', () => {
  expect(parseCursor(undefined)).toBeNull()
})

test('a link keeps the other parameters and replaces the cursor', () => {
  expect(nextLink('/sessions?q=a%26b&cursor=old&limit=2', 'new')).toBe(
    '</sessions?q=a%26b&cursor=new&limit=2>; rel="next"',
  )
})

test('a link cannot be broken out of', () => {
  expect(nextLink('/sessions?q=a>;rel="x"', 'new')).not.toMatch(/>.*>/)
  expect(nextLink('//evil.example/sessions?limit=2', 'new')).not.toContain('evil.example>')
})
