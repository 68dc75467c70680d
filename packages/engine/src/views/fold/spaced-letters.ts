import { type MappedText, rewrite, rewritePassages } from '../mapped-text.ts'

/** At least four letters with blanks between them, more where a word ends; or at least two with another sign between them. */
const run =
  /(?<![\p{L}\p{N}])\p{L}(?: {1,4}\p{L}(?![\p{L}\p{N}])){3,}|(?<![\p{L}\p{N}])\p{L}(?:([.*_-])\p{L}(?![\p{L}\p{N}]))(?:\1\p{L}(?![\p{L}\p{N}]))*/gu

/** The same in a text that is all ASCII, and from a letter that stands by itself. */
const asciiRun =
  /[A-Za-z](?: {1,4}[A-Za-z](?![A-Za-z0-9])){3,}|[A-Za-z](?:([.*_-])[A-Za-z](?![A-Za-z0-9]))(?:\1[A-Za-z](?![A-Za-z0-9]))*/y
const gap = /([ .*_-])\1*/g

const isForeign = /[^\0-\x7f]/

/** `p a s s w o r d` and `p-a-s-s-w-o-r-d` as one word. Null when nothing is spaced out. */
export function withoutSpacing(text: string): MappedText | null {
  return isForeign.test(text) ? rewrite(text, run, joined) : rewritePassages(text, asciiRuns(text), joined)
}

function joined(letters: string): string {
  return letters.replaceAll(gap, (signs) => (signs.length > 1 ? ' ' : ''))
}

// Kinds of characters.
const digit = 1
const letter = 2
const between = 4

const kinds = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  kinds[code] = /[A-Za-z]/.test(character)
    ? letter
    : /\d/.test(character)
      ? digit
      : /[ .*_-]/.test(character)
        ? between
        : 0
}

/** Goes by letters with a sign or blank behind them and no letter or digit before. */
function asciiRuns(text: string): [number, number][] {
  const table = kinds
  const found: [number, number][] = []
  let before = 0
  let previous = 0
  for (let at = 0; at < text.length; at++) {
    const kind = table[text.charCodeAt(at)] as number
    if ((kind & between) !== 0 && (previous & letter) !== 0 && (before & (letter | digit)) === 0) {
      asciiRun.lastIndex = at - 1
      if (asciiRun.test(text)) {
        found.push([at - 1, asciiRun.lastIndex])
        // It ends with a letter that stands by itself, but is none to begin with.
        at = asciiRun.lastIndex - 1
        before = letter
        previous = letter
        continue
      }
    }
    before = previous
    previous = kind
  }
  return found
}
