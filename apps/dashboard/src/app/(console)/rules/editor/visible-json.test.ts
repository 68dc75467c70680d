import { expect, test } from 'vitest'
import { visibleJson } from './visible-json.ts'

test('what does not show is written by its code, and the value stays what it is', () => {
  const value = { 'k\u200b': 'a\u202eb\u{E0041}c\u2028d\u0085', plain: 'é 日本 ½' }
  const text = visibleJson(value)
  expect(text).not.toMatch(/[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Zl}\u0085]/u)
  expect(text).toContain('é 日本 ½')
  expect(JSON.parse(text)).toEqual(value)
})
