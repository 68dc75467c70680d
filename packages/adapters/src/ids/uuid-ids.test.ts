import { afterEach, expect, test, vi } from 'vitest'
import { uuidIds } from './uuid-ids.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('ids are UUIDs of version 7, differ, and sort in the order in which they were made', () => {
  const ids = Array.from({ length: 20_000 }, () => uuidIds.next().id)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
})

test('the time of an id is the one inside it, and about now', () => {
  const beforeMs = Date.now()
  const { id, timeMs } = uuidIds.next()
  expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(timeMs)
  expect(timeMs).toBeGreaterThanOrEqual(beforeMs - 1_000)
  expect(timeMs).toBeLessThanOrEqual(Date.now() + 1_000)
})

test('a clock that goes back does not reorder ids', () => {
  const before = uuidIds.next()
  vi.useFakeTimers({ now: Date.now() - 3_600_000 })
  const after = uuidIds.next()
  expect(after.id > before.id).toBe(true)
  expect(after.timeMs).toBeGreaterThanOrEqual(before.timeMs)
})
