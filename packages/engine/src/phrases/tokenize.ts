/** How a character takes part in tokens. */
const space = 0
/** A run of these is one token. */
const word = 1
/** A token by itself, together with what combines with it: a sign, or a letter of a script that is written without spaces. */
const mark = 2
/** Goes with whatever stands before it. */
const combining = 3

const unspacedScripts =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tale}\p{sc=Talu}\p{sc=Lana}\p{sc=Tibt}]/u

/**
 * Calls back for every token of a text with its `[start, end)` in UTF-16 code units, in order.
 *
 * A word is a run of letters, digits and `_`. Every other character but white space is a token of its own. In scripts that
 * are written without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer, Burmese, Tibetan …) every letter is one as well,
 * so a phrase in them is found wherever its characters follow one another. Combining marks belong to the token before.
 * Phrases and texts are cut alike, so a phrase that holds punctuation meets the same punctuation in a text.
 */
export function forEachToken(text: string, take: (start: number, end: number) => void): void {
  let wordStart = -1
  let at = 0
  while (at < text.length) {
    const unit = text.charCodeAt(at)
    if (unit < 128) {
      const kind = asciiKinds[unit] as number
      if (kind === word) {
        if (wordStart < 0) wordStart = at
      } else {
        if (wordStart >= 0) take(wordStart, at)
        wordStart = -1
        if (kind === mark) {
          const end = endOfMarks(text, at + 1)
          take(at, end)
          at = end
          continue
        }
      }
      at++
      continue
    }
    const codePoint = text.codePointAt(at) as number
    const length = codePoint > 0xffff ? 2 : 1
    const kind = kindOf(codePoint)
    if (kind === word || (kind === combining && wordStart >= 0)) {
      if (wordStart < 0) wordStart = at
      at += length
      continue
    }
    if (wordStart >= 0) take(wordStart, at)
    wordStart = -1
    const end = kind === space ? at + length : endOfMarks(text, at + length)
    if (kind !== space) take(at, end)
    at = end
  }
  if (wordStart >= 0) take(wordStart, text.length)
}

/** Behind the combining marks that stand at `at`. */
function endOfMarks(text: string, at: number): number {
  let end = at
  while (end < text.length && text.charCodeAt(end) >= 128) {
    const codePoint = text.codePointAt(end) as number
    if (kindOf(codePoint) !== combining) break
    end += codePoint > 0xffff ? 2 : 1
  }
  return end
}

function classifyCharacter(character: string): number {
  if (/\p{M}/u.test(character)) return combining
  if (unspacedScripts.test(character)) return mark
  if (/[\p{L}\p{N}_]/u.test(character)) return word
  return /\s/u.test(character) ? space : mark
}

const asciiKinds = Uint8Array.from({ length: 128 }, (_, code) => classifyCharacter(String.fromCharCode(code)))

/** Kinds beyond ASCII, worked out when first met: 255 stands for not yet. What is in it never changes. */
const otherKinds = new Uint8Array(0x10000).fill(255)

function kindOf(codePoint: number): number {
  if (codePoint > 0xffff) return classifyCharacter(String.fromCodePoint(codePoint))
  let kind = otherKinds[codePoint] as number
  if (kind === 255) {
    kind = classifyCharacter(String.fromCharCode(codePoint))
    otherKinds[codePoint] = kind
  }
  return kind
}
