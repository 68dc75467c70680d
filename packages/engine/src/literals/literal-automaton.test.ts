import fc from 'fast-check'
import { expect, test } from 'vitest'
import { letters, shapes } from '../regex/alphabets.ts'
import { runToEnd } from '../run-to-end.ts'
import { buildLiteralAutomaton } from './literal-automaton.ts'

function occurrences(literals: readonly string[], text: string, fold = letters.fold): string[] {
  const found: string[] = []
  runToEnd(buildLiteralAutomaton(literals, fold)).scan(text, (literal, end) =>
    found.push(`${literals[literal]}@${end}`),
  )
  return found.sort()
}

/** Looks for each literal at each place. */
function looked(literals: readonly string[], text: string, fold = letters.fold): string[] {
  const folded = Array.from({ length: text.length }, (_, at) => String.fromCharCode(fold(text.charCodeAt(at)))).join('')
  const found: string[] = []
  for (const literal of literals) {
    for (let at = folded.indexOf(literal); at >= 0; at = folded.indexOf(literal, at + 1)) {
      found.push(`${literal}@${at + literal.length}`)
    }
  }
  return found.sort()
}

test('every occurrence of every literal is found, within one another and overlapping', () => {
  expect(occurrences(['he', 'she', 'his', 'hers', 'e'], 'uSHErs')).toEqual(['e@4', 'he@4', 'hers@6', 'she@4'])
  expect(occurrences(['aa'], 'aaaa')).toEqual(['aa@2', 'aa@3', 'aa@4'])
})

test('the characters that RE2 holds equal to a letter are read as it, and no others', () => {
  expect(occurrences(['sk'], 'SK ſK ßk')).toEqual(['sk@2', 'sk@5'])
})

test('as shapes, digits are one and letters are one', () => {
  expect(occurrences(['000-00', 'a0'], '123-45 x7 ſ8 -', shapes.fold)).toEqual(['000-00@6', 'a0@12', 'a0@9'])
})

test('two literals that are read alike are both found', () => {
  expect(occurrences(['ab', 'ab'], 'xab')).toEqual(['ab@3', 'ab@3'])
})

test('what is found is what a search for each literal finds', () => {
  const piece = fc.constantFrom('a', 'b', 'ab', 'ba', 'A', '-', 'é', '😀', 'K')
  const literal = fc
    .array(fc.constantFrom('a', 'b', '-', 'é', '😀', 'k'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      fc.uniqueArray(literal, { minLength: 1, maxLength: 12 }),
      fc.array(piece, { maxLength: 30 }),
      (all, parts) => {
        expect(occurrences(all, parts.join(''))).toEqual(looked(all, parts.join('')))
      },
    ),
  )
})

test('building gives way to other work after every 2000 literals, and in each of three passes over its states', () => {
  const stepsOf = (literals: readonly string[]) => [...buildLiteralAutomaton(literals, letters.fold)].length
  const literals = Array.from({ length: 5000 }, (_, index) => `w${index.toString(26)}`)
  const prefixes = new Set(literals.flatMap((literal) => [...literal].map((_, at) => literal.slice(0, at + 1))))
  expect(stepsOf(literals)).toBe(2 + 3 * Math.floor((prefixes.size + 1) / 2000))
  expect(stepsOf(literals.slice(0, 50))).toBe(0)
  expect(stepsOf(['x'.repeat(2500)])).toBe(3)
})
