import { expect, test } from 'vitest'
import { expandBraces, mostWords } from './brace-expansion.ts'

test.each([
  ['plain', ['plain']],
  ['{a,b}c', ['ac', 'bc']],
  ['x{a,{b,c}d}y', ['xay', 'xbdy', 'xcdy']],
  ['{a,b}{1,2}', ['a1', 'a2', 'b1', 'b2']],
  ['{1..3}', ['1', '2', '3']],
  ['{3..-1}', ['3', '2', '1', '0', '-1']],
  ['{c..a}', ['c', 'b', 'a']],
  ['{a}{b,c}', ['{a}b', '{a}c']],
  ['{a,', ['{a,']],
  ['{,a}', ['', 'a']],
])('%s', (text, words) => {
  const reasons: string[] = []
  expect(expandBraces(text, () => reasons.push('cut'))).toEqual(words)
  expect(reasons).toEqual([])
})

test.each([`{1..${mostWords + 1}}`, '{a,b}'.repeat(11), `${'x'.repeat(9000)}{1..100}`])(
  'too many words are said: %#',
  (text) => {
    let isCut = false
    const words = expandBraces(text, () => {
      isCut = true
    })
    expect(isCut).toBe(true)
    expect(words.length).toBeLessThanOrEqual(mostWords)
    expect(words.join('').length).toBeLessThanOrEqual(128 * 1024)
  },
)
