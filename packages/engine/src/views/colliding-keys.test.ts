import { expect, test } from 'vitest'
import { collidingKeys } from './colliding-keys.ts'

test('keys of one object that look alike are named, and no others', () => {
  const content = { args: { path: 'a', 'p\u0430th': 'b', other: { path: 'c' } }, list: [{ 'x\u200b': 1, x: 2 }] }
  expect(collidingKeys(content)).toEqual(['/args/path', '/args/p\u0430th', '/list/0/x\u200b', '/list/0/x'])
})
