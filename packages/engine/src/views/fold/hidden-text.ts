import { type MappedText, Rewriting, rewrite } from '../mapped-text.ts'

const tags = /[\u{E0020}-\u{E007E}]+/gu

/** The letters that tag characters stand for, and nothing else. Null when there are none. */
export function taggedText(text: string): MappedText | null {
  const rewriting = new Rewriting(text)
  let last = 0
  for (const match of text.matchAll(tags)) {
    if (last < match.index) rewriting.replace(last, match.index, '')
    last = match.index + match[0].length
    const letters = Array.from(match[0], (tag) => String.fromCharCode((tag.codePointAt(0) as number) - 0xe0000))
    for (const [index, letter] of letters.entries()) {
      rewriting.replace(match.index + 2 * index, match.index + 2 * index + 2, letter)
    }
  }
  if (last === 0) return null
  if (last < text.length) rewriting.replace(last, text.length, '')
  return rewriting.finish()
}

/** From a right-to-left override (or a right-to-left isolate or embedding) to its end or the end of the line. */
const turned = /[\u202b\u202e\u2067][^\u202c\u2069\n]*/g

/** What is shown from right to left, turned round. Null when there is none. */
export function reversedPassages(text: string): MappedText | null {
  return rewrite(text, turned, (passage) => Array.from(passage.slice(1)).reverse().join(''))
}
