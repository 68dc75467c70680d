import { expect, test } from 'vitest'
import { mergeRows } from './merge-rows.ts'

const rows = (...ids: string[]) => ids.map((id) => ({ id, version: 1 }))
const newer = (...ids: string[]) => ids.map((id) => ({ id, version: 2 }))
const seen = (list: readonly { id: string; version: number }[]) => list.map(({ id, version }) => `${id}${version}`)

test('new rows wait, and the others are brought up to date in their places', () => {
  const { shown, waiting } = mergeRows(rows('5', '4'), newer('7', '6', '5', '4'))
  expect([seen(shown), waiting]).toEqual([['52', '42'], 2])
})

test('what new rows pushed off the page stays', () => {
  expect(seen(mergeRows(rows('5', '4', '3'), newer('7', '6', '5')).shown)).toEqual(['52', '41', '31'])
})

test('what was deleted goes', () => {
  expect(seen(mergeRows(rows('5', '4', '3'), newer('5', '3')).shown)).toEqual(['52', '32'])
  expect(mergeRows(rows('5'), [])).toEqual({ shown: [], waiting: 0 })
})

test('the first rows of an empty listing are shown at once', () => {
  expect(seen(mergeRows([], newer('1')).shown)).toEqual(['12'])
})
