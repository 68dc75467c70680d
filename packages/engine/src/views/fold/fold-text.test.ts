import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withSingleBlanks } from './fold-text.ts'
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

const blankRun = /[^\S\n]*\n\s*|[^\S\n]{2,}|[^\S \n]/g
const spaced = fc
  .array(fc.constantFrom('a', ' ', '\n', '\r', '\t', '\v', '\u00a0', '\u2028', '\u3000', '\x85'), { maxLength: 20 })
  .map((parts) => parts.join(''))

test('every run of white space becomes one blank, or one line break', () => {
  fc.assert(
    fc.property(spaced, (given) => {
      const expected = given.replace(blankRun, (run) => (/[\n\v\f\r\u2028\u2029]/.test(run) ? '\n' : ' '))
      expect(withSingleBlanks(given)?.text ?? given).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})
