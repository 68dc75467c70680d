/** Tokens of a text as three parallel lists: the token in lower case, and its `[start, end)` in UTF-16 code units. */
export interface Tokens {
  readonly words: readonly string[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

const wordOrMark = /[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu

/**
 * A word is a run of letters, combining marks, digits and `_`; every other character but white space is a token of its
 * own. Phrases and texts are cut alike, so a phrase that holds punctuation meets the same punctuation in a text.
 */
export function tokenize(text: string): Tokens {
  const words: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  for (const found of text.matchAll(wordOrMark)) {
    words.push(found[0].toLowerCase())
    starts.push(found.index)
    ends.push(found.index + found[0].length)
  }
  return { words, starts, ends }
}
