import { expect, test } from 'vitest'
import type { PlacedMark } from '#components/json-tree.tsx'
import { shortenContent, timelineLimits } from './shorten-content.ts'

const mark = (path: string, start: number, end: number): PlacedMark => ({
  path,
  start,
  end,
  tone: 'block',
  label: 'rule',
})

test('what is short stays as it is', () => {
  const content = { tool: 'ls', args: { path: '/' } }
  expect(shortenContent(content, [])).toEqual({ content, shortenedFrom: null })
})

test('a long text is cut, and its length is told', () => {
  const content = { text: 'a'.repeat(20_000) }
  const { content: short, shortenedFrom } = shortenContent(content, [])
  expect(shortenedFrom).toBe(JSON.stringify(content).length)
  expect((short.text as string).length).toBe(timelineLimits.text + 1)
})

test('what a rule matched is kept, at the offsets that it had', () => {
  const text = `${'a'.repeat(3_000)}rm -rf /${'b'.repeat(9_000)}`
  const { content } = shortenContent({ text }, [mark('/text', 3_000, 3_008)])
  expect((content.text as string).slice(3_000, 3_008)).toBe('rm -rf /')
})

test('for a match that is too far behind no more is kept', () => {
  const { content } = shortenContent({ text: 'a'.repeat(90_000) }, [mark('/text', 80_000, 80_008)])
  expect((content.text as string).length).toBe(timelineLimits.text + 1)
})

test('the member of a long list that a rule matched is kept with its place', () => {
  const items = Array.from({ length: 3_000 }, (_, index) => `item ${index}`)
  const { content } = shortenContent({ items }, [mark('/items/2500', 0, 4)])
  expect(content.items).toMatchObject({ 0: 'item 0', 2500: 'item 2500' })
  expect(Object.keys(content.items as object)).toHaveLength(timelineLimits.members + 1)
})

test('however large it is, little is left', () => {
  let deep: unknown = 'x'.repeat(5_000)
  for (let level = 0; level < 500; level++) deep = { [`k${level}`]: deep, other: 'y'.repeat(2_000) }
  const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key ${index}`, 'z'.repeat(200)]))
  expect(JSON.stringify(shortenContent({ deep, wide }, []).content).length).toBeLessThan(20_000)
})

test('a pair of surrogates is not torn', () => {
  const { content } = shortenContent({ text: `${'a'.repeat(timelineLimits.text - 1)}😀${'b'.repeat(9_000)}` }, [])
  expect((content.text as string).isWellFormed()).toBe(true)
})
