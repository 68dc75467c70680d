import { expect, test } from 'vitest'
import { collidingKeys, mostNamed } from './colliding-keys.ts'

test('keys of one object that look alike are named, and no others', () => {
  const content = { args: { path: 'a', 'p\u0430th': 'b', other: { path: 'c' } }, list: [{ 'x\u200b': 1, x: 2 }] }
  expect(collidingKeys(content)).toEqual(['/args/path', '/args/p\u0430th', '/list/0/x\u200b', '/list/0/x'])
})

test('a key is named once, however many look like it, and not more than so many', () => {
  const alike = Object.fromEntries(Array.from({ length: 50 }, (_each, at) => [`x${'\u200b'.repeat(at)}`, 1]))
  const named = collidingKeys({ ['k'.repeat(100_000)]: alike })
  expect(named).toHaveLength(mostNamed)
  expect(new Set(named).size).toBe(mostNamed)
})
