import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hexPassages, withoutHex } from './hex.ts'

const passage =
  /(?<![0-9A-Za-z])(?:(?:0x|\\x)?(?:[0-9a-f]{2}){6,}|(?:0x)?[0-9a-f]{2}(?:[ ,:;-]{1,2}(?:0x)?[0-9a-f]{2}){5,})(?![0-9A-Za-z])/gi
const fragments = [
  '72',
  '6d',
  'AB',
  '0x',
  'x',
  'X',
  '\\x',
  '\\',
  ' ',
  '-',
  ', ',
  ':',
  ';;',
  'f',
  '0',
  'g',
  '\n',
  '726d202d7266',
  'é',
]
const text = fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join(''))

test('passages are just those that a regular expression finds', () => {
  fc.assert(
    fc.property(text, (given) => {
      const expected = [...given.matchAll(passage)].map(({ 0: found, index }) => [index, index + found.length])
      expect(hexPassages(given)).toEqual(expected)
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ['72 6d 20 2d 72 66', 'rm -rf'],
  ['a 0x726d202d7266, b', 'a rm -rf, b'],
  ['\\x726d202d7266', 'rm -rf'],
])('%j says %j', (encoded, plain) => {
  expect(withoutHex(encoded)?.text).toBe(plain)
})

test.each(['726d202d726', 'a726d202d7266', '123456789012', '72 6d 20 2d 72'])('%j says nothing', (given) => {
  expect(withoutHex(given)).toBeNull()
})
