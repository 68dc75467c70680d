import { expect, test } from 'vitest'
import { BesideWord } from './beside-word.ts'

function besideOf(...phrases: readonly (readonly [words: string, index: number])[]): BesideWord {
  const beside = new BesideWord()
  for (const [words, index] of phrases) beside.add(words.split(' '), index)
  return beside
}

test.each([
  ['a secrets b', false],
  ['Secrets', false],
  ['the SECRETS', true],
  ['the\n\t secrets', true],
  ['a secrets', false],
  ['secrets \n now', true],
  ['secretsnow', false],
  ['secrets nowhere', true],
  ['secrets\u00a0now', true],
  ['\u00a0secrets', true],
  ['secr\u0435ts', true],
])('in %j a phrase may stand around the word: %s', (text, may) => {
  const beside = besideOf(['the secrets', 1], ['secrets now', 0])
  expect(beside.mayStand(text, text.toLowerCase().indexOf('secr'))).toBe(may)
})

test('around a word that no phrase is looked for by, none stands', () => {
  expect(besideOf(['the secrets', 1]).mayStand('the pins', 4)).toBe(false)
  expect(besideOf(['the secrets', 1]).mayStand('the pins', 0)).toBe(false)
})

test('a sign is a word of its own', () => {
  const beside = besideOf(['- f', 0])
  expect([beside.mayStand('-f', 0), beside.mayStand('--f', 0), beside.mayStand('--f', 1)]).toEqual([true, false, true])
})

test('nothing is told from words that stand alone, are not ASCII, or have too many beside them', () => {
  const many = Array.from({ length: 40 }, (_, at) => [`pin w${at}`, 0] as const)
  for (const beside of [besideOf(['pin', 0], ['the pin', 1]), besideOf(['la\u0308 pin', 1]), besideOf(...many)])
    expect(beside.mayStand('x pin x', 2)).toBe(true)
})
