import { expect, test } from 'vitest'
import { RecentlyUsed } from './recently-used.ts'

function kept() {
  const forgotten: string[] = []
  const item = (name: string) => ({ forget: () => void forgotten.push(name) })
  return { forgotten, item }
}

test('what was used longest ago is forgotten first, and only as much as is needed', () => {
  const { forgotten, item } = kept()
  const [a, b, c] = [item('a'), item('b'), item('c')]
  const recent = new RecentlyUsed(100)
  recent.use(a, 40)
  recent.use(b, 40)
  recent.use(a, 40)
  recent.use(c, 40)
  expect(forgotten).toEqual(['b'])
  expect(recent.bytes).toBe(80)
})

test('what has grown counts as large as it is now', () => {
  const { forgotten, item } = kept()
  const [a, b] = [item('a'), item('b')]
  const recent = new RecentlyUsed(100)
  recent.use(a, 40)
  recent.use(b, 40)
  recent.use(b, 90)
  expect(forgotten).toEqual(['a'])
  recent.use(a, 10)
  expect(recent.bytes).toBe(100)
})

test('what is in use is never forgotten', () => {
  const { forgotten, item } = kept()
  const recent = new RecentlyUsed(100)
  recent.use(item('a'), 500)
  expect(forgotten).toEqual([])
  recent.use(item('b'), 1)
  expect(forgotten).toEqual(['a'])
})
