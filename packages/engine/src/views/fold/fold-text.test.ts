import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldKey } from './folded-line.ts'

test('folding what was folded changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const once = foldKey(text)
      expect(foldKey(once)).toBe(once)
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ['\u0420\u0430\u0443\u0440\u0430l', 'Paypal'],
  ['\u{1d429}\u{1d41a}\u{1d42c}\u{1d42c}', 'pass'],
  ['na\u00efve \u201cquote\u201d', 'naive "quote"'],
  ['\u0665\u0966', '50'],
  ['\u6771\u4eac', '\u6771\u4eac'],
])('%s looks like %s', (written, read) => {
  expect(foldKey(written)).toBe(read)
})
