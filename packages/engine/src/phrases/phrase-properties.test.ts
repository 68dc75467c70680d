import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Starts } from '../literals/starts.ts'
import { runToEnd } from '../run-to-end.ts'
import { compilePhrases } from './compile-phrases.ts'
import { PhraseAutomaton } from './phrase-automaton.ts'
import { forEachToken } from './tokenize.ts'

const word = fc.constantFrom('share', 'the', 'SSN', 'Ssn', "don't", '-', '密码', 'é', 'K', 'the_', 'a.b')
const space = fc.constantFrom(' ', '  ', '\n', '\t', '\u00a0', '\u2003', '', '')
const texts = fc
  .array(fc.tuple(word, space), { maxLength: 14 })
  .map((parts) => parts.map((part) => part.join('')).join(''))
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))

interface Token {
  readonly word: string
  readonly start: number
  readonly end: number
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  forEachToken(text, (start, end) => tokens.push({ word: text.slice(start, end).toLowerCase(), start, end }))
  return tokens
}

/** Tries every phrase at every token. */
function looked(phrases: readonly string[], text: string, from: number) {
  const tokens = tokensOf(text).filter(({ start }) => start >= from)
  for (const [index, { start }] of tokens.entries()) {
    const ends = phrases.flatMap((source) => {
      const words = tokensOf(source)
      const here = tokens.slice(index, index + words.length)
      const isHere = here.length === words.length && words.every((wanted, at) => wanted.word === here[at]?.word)
      return isHere ? [here.at(-1)?.end ?? 0] : []
    })
    if (ends.length > 0) return { start, end: Math.max(...ends) }
  }
  return null
}

test('the leftmost and there the longest phrase is found, from every place on', () => {
  fc.assert(
    fc.property(fc.array(phrase, { minLength: 1, maxLength: 4 }), texts, (phrases, text) => {
      const { find } = compilePhrases(phrases.join('|'))
      for (let from = 0; from <= text.length; from++)
        expect(find(text, from, null, () => {})).toEqual(looked(phrases, text, from))
    }),
  )
})

test('around the words that phrases need the same is found as in the whole text', () => {
  fc.assert(
    fc.property(fc.array(phrase, { minLength: 1, maxLength: 4 }), texts, (phrases, text) => {
      const { find, needs } = compilePhrases(phrases.join('|'))
      if (needs?.first.kind !== 'literals') return
      const starts = new Starts()
      for (const { literal } of needs.first.anchors) {
        const lower = text.toLowerCase().replaceAll('\u212a', 'k')
        for (let at = lower.indexOf(literal); at >= 0; at = lower.indexOf(literal, at + 1)) starts.add(at, at)
      }
      if (starts.from(0)?.length === 0) return
      expect(find(text, 0, starts, () => {})).toEqual(looked(phrases, text, 0))
    }),
    { numRuns: 1000 },
  )
})

test('phrases of many rules are found together as each alone', () => {
  const rules = fc.array(fc.array(phrase, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(rules, texts, (all, text) => {
      const phrases = all.flatMap((own, rule) =>
        own.map((source) => ({ rule, words: tokensOf(source).map((token) => token.word) })),
      )
      const together = runToEnd(PhraseAutomaton.build(phrases)).search(text)
      for (const [rule, own] of all.entries()) expect(together.get(rule) ?? null).toEqual(looked(own, text, 0))
    }),
  )
})
