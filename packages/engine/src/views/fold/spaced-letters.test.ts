import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutSpacing } from './spaced-letters.ts'

const fragments = ['a', 'B', 'z', '1', 'word', ' ', '  ', '     ', '.', '-', '_', '*', '\n', ',']
const text = fc.array(fc.constantFrom(...fragments), { maxLength: 30 }).map((parts) => parts.join(''))

test('a text in ASCII is read as one that is not', () => {
  fc.assert(
    fc.property(text, (given) => {
      const beside = withoutSpacing(`${given}\n\u6f22`)?.text.slice(0, -2)
      expect(withoutSpacing(given)?.text).toBe(beside)
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ['p a s s w o r d', 'password'],
  ['say p-a-s-s now', 'say pass now'],
  ['s h a r e   s s n!', 'share ssn!'],
])('%j is read as %j', (spaced, plain) => {
  expect(withoutSpacing(spaced)?.text).toBe(plain)
})
