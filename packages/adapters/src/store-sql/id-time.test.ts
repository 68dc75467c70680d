import { expect, test } from 'vitest'
import { uuidIds } from '../ids/uuid-ids.ts'
import { lowestIdAt, timeOfId } from './id-time.ts'

test('an id tells the time at which it was made, and is not below the lowest of that time', () => {
  const { id, timeMs } = uuidIds.next()
  expect(timeOfId(id)).toBe(timeMs)
  expect(id >= lowestIdAt(timeMs)).toBe(true)
  expect(id < lowestIdAt(timeMs + 1)).toBe(true)
})

test('what is no UUID of version 7 tells no time', () => {
  for (const id of ['', 's1', crypto.randomUUID(), '0193b0c5-6f0e']) expect(timeOfId(id), id).toBeNull()
})
