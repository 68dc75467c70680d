/** What in a text gives cause to fold it, as bits. */
export const foreign = 1
export const blankRun = 2
export const leetLetters = 4
export const spacedLetters = 8

/** What gives cause to decode it. */
export const reference = 16
export const percentSign = 32
export const equalsSign = 64
export const backslash = 128
export const encodedRun = 256
export const hexWords = 512
export const decodable = reference | percentSign | equalsSign | backslash | encodedRun | hexWords

// Kinds of characters.
const lower = 1
const upper = 2
const digit = 4
const dash = 8
const underscore = 16
const slash = 32
const plus = 64
const notInHex = 128
const leetSign = 256
const betweenLetters = 512
const endsClause = 1024
const blank = 2048
const lineBreak = 4096

const letter = lower | upper
const alphanumeric = letter | digit
const inBase64 = alphanumeric | dash | underscore | slash | plus

const kinds = new Uint16Array(128)
const signs = new Uint16Array(128).fill(foreign, 0, 32)

function mark(characters: string, kind: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0)
    kinds[code] = (kinds[code] as number) | kind
  }
}

mark('abcdefghijklmnopqrstuvwxyz', lower)
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', upper)
mark('0123456789', digit)
mark('-', dash)
mark('_', underscore)
mark('/', slash)
mark('+', plus)
mark('ghijklmnopqrstuvwyzGHIJKLMNOPQRSTUVWYZ+/_', notInHex)
mark('013457@$!', leetSign)
mark('.*_-', betweenLetters)
mark('.:;,!?', endsClause)
mark(' \t', blank)
mark('\n\r', lineBreak)
signs.fill(0, 9, 11)
signs[13] = 0
signs[127] = foreign
signs['&'.charCodeAt(0)] = reference
signs['%'.charCodeAt(0)] = percentSign
signs['='.charCodeAt(0)] = equalsSign
signs['\\'.charCodeAt(0)] = backslash

/** Digits of base64 that make no word, and digits of hex that do not stand together. */
const shortestRun = 10
const fewestHexWords = 6
const longestHexWord = 5
const fewestLetters = 3

/**
 * One pass over a text, which is all that plain prose costs. A cause says only that a closer look is worth while. Blanks
 * that begin a line, or two after a sentence, are none.
 */
export function causesOf(text: string): number {
  let causes = 0
  let previous = 0
  let beforePrevious = 0
  let blanks = 0
  let edge = 0
  let letters = 0
  let runLength = 0
  let runFirst = 0
  let runRest = 0
  let shortHexWords = 0
  const { length } = text
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? (kinds[code] as number) : 0
    if ((kind & inBase64) !== 0) {
      if ((previous & leetSign) !== 0 && (kind & letter) !== 0) causes |= leetLetters
      if (runLength++ === 0) runFirst = kind
      else runRest |= kind
    } else {
      causes |= code < 128 ? (signs[code] as number) : foreign
      if (runLength > 0) {
        if (runLength >= shortestRun && ((kind & lineBreak) !== 0 || isMixed(runFirst, runRest))) causes |= encodedRun
        if (runLength > 1 && runLength <= longestHexWord && ((runFirst | runRest) & notInHex) === 0) {
          if (++shortHexWords === fewestHexWords) causes |= hexWords
        } else shortHexWords = 0
        runLength = 0
        runRest = 0
      }
      if ((kind & blank) !== 0) {
        if ((previous & blank) === 0) {
          const isLetter = (previous & letter) !== 0 && (beforePrevious & alphanumeric) === 0
          letters = isLetter ? ((beforePrevious & blank) !== 0 ? letters + 1 : 1) : 0
          if (letters === fewestLetters) causes |= spacedLetters
          edge = at === 0 || (previous & lineBreak) !== 0 ? 0 : (previous & endsClause) !== 0 ? 1 : 2
          blanks = 0
        }
        blanks++
        const isEnough = code === 9 ? edge > 0 && (blanks === 1 || edge === 2) : edge > 0 && blanks + edge > 3
        if (isEnough) causes |= blankRun
      }
    }
    if ((kind & betweenLetters) !== 0 && (previous & letter) !== 0 && (beforePrevious & betweenLetters) !== 0)
      causes |= spacedLetters
    beforePrevious = previous
    previous = kind
  }
  if (runLength >= shortestRun && isMixed(runFirst, runRest)) causes |= encodedRun
  if (shortHexWords === fewestHexWords - 1 && runLength > 1 && runLength <= longestHexWord) causes |= hexWords
  return causes
}

/** Words, names and numbers are of one case; what encodes a text mixes upper and lower case, or either with digits. */
function isMixed(first: number, rest: number): boolean {
  const all = first | rest
  if ((all & plus) !== 0) return true
  if ((all & digit) !== 0) return (all & ~(digit | dash) & inBase64) !== 0
  if ((all & lower) === 0) return (all & slash) !== 0
  return (rest & upper) !== 0
}
