import type { Span } from './re2.ts'

// The tokenizer that docs/phrases.md describes, as one pattern.

const scripts = ['Han', 'Hira', 'Kana', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tale', 'Talu', 'Lana', 'Tibt']
const unspaced = `[${scripts.map((script) => `\\p{sc=${script}}`).join('')}]`
const letter = `[[\\p{L}\\p{N}_]--${unspaced}]`
const token = new RegExp(`[[\\p{L}\\p{N}]&&${unspaced}]\\p{M}*|${letter}[${letter}\\p{M}]*|\\S\\p{M}*`, 'gv')

export interface PhraseToken {
  readonly word: string
  readonly span: Span
}

export function tokensOf(text: string): PhraseToken[] {
  return [...text.matchAll(token)].map(({ 0: word, index }) => ({
    word: word.toLowerCase(),
    span: [index, index + word.length],
  }))
}

/** The leftmost place at which the tokens of the phrase follow one another. */
export function findByTokens(phrase: string, text: string): Span | null {
  const [wanted, tokens] = [tokensOf(phrase), tokensOf(text)]
  const first = tokens.findIndex((_, at) => wanted.every(({ word }, index) => tokens[at + index]?.word === word))
  const [from, to] = [tokens[first], tokens[first + wanted.length - 1]]
  return from === undefined || to === undefined ? null : [from.span[0], to.span[1]]
}
