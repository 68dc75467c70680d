import { expect, test } from 'vitest'
import { newRulePath } from './selected-part.ts'

test('a rule is made of a trace, of a value in it, or of a text', () => {
  expect(newRulePath('a/b', null)).toBe('/rules/new?from=a%2Fb')
  const path = newRulePath('id', { text: 'rm -rf / & <b>', path: '/args/x~1y' })
  expect(Object.fromEntries(new URL(path, 'http://x').searchParams)).toEqual({
    from: 'id',
    path: '/args/x~1y',
    text: 'rm -rf / & <b>',
  })
})

test('a long selection is cut to what is taken, between characters', () => {
  const text = new URL(newRulePath('id', { text: `${'a'.repeat(499)}😀`, path: null }), 'http://x').searchParams.get(
    'text',
  )
  expect(text).toBe('a'.repeat(499))
})
