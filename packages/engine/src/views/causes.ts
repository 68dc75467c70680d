/** What in a text gives cause to fold it, as bits. */
export const foreign = 1
export const blankRun = 2
export const leetLetters = 4
export const spacedLetters = 8

/** Blanks end a line: as one line break, what stands before them and behind may go on with one another. */
export const endingBlank = 1024

/** What gives cause to decode it. */
export const reference = 16
export const percentSign = 32
export const equalsSign = 64
export const backslash = 128
export const encodedRun = 256
export const hexWords = 512
export const decodable = reference | percentSign | equalsSign | backslash | encodedRun | hexWords

// Kinds of characters. Those of the last three are kept in one number, eight bits for each.
const letter = 1
const digit = 2
const leetSign = 4
const betweenLetters = 8
const blank = 16
const lineBreak = 32
const tab = 64
const inBase64 = 128
// Kinds that are asked for one character at a time.
const notInHex = 256
const lower = 512
const upper = 1024
const underscore = 2048
const slash = 4096
const plus = 8192
const endsClause = 16384

const alphanumeric = letter | digit
const remembered = 255

/** The causes that a character is by itself stand above its kinds. */
const signShift = 15
const ofForeign = foreign << signShift

const kinds = new Int32Array(128).fill(ofForeign, 0, 32)

function mark(characters: string, kind: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0)
    kinds[code] = (kinds[code] as number) | kind
  }
}

kinds.fill(0, 9, 11)
kinds[13] = 0
kinds[127] = ofForeign
mark('abcdefghijklmnopqrstuvwxyz', letter | lower | inBase64)
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', letter | upper | inBase64)
mark('0123456789', digit | inBase64)
mark('-', inBase64)
mark('_', underscore | inBase64)
mark('/', slash | inBase64)
mark('+', plus | inBase64)
mark('ghijklmnopqrstuvwyzGHIJKLMNOPQRSTUVWYZ+/_', notInHex)
mark('013457@$!', leetSign)
mark('.*_-', betweenLetters)
mark('.:;,!?', endsClause)
mark(' \t', blank)
mark('\t', tab)
mark('\n\r', lineBreak)
mark('&', reference << signShift)
mark('%', percentSign << signShift)
mark('=', equalsSign << signShift)
mark('\\', backslash << signShift)

// What the last characters are made of where something may have to be looked at, the newest in the lowest bits.
const leetPair = letter | (leetSign << 8)
const signPair = betweenLetters | (letter << 8) | (betweenLetters << 16)
const aloneMask = blank | (letter << 8) | (alphanumeric << 16)
const alone = blank | (letter << 8)
const wideMask = blank | (blank << 8) | ((blank | lineBreak) << 16)
const wide = blank | (blank << 8)
const tabMask = tab | ((blank | lineBreak) << 8)
const endMask = lineBreak | (blank << 8)

/** Digits of base64 that make no word. */
const shortestRun = 10

/** Digits of hex that do not stand together: so many words, and what those before the last take at least. */
const fewestHexWords = 6
const longestHexWord = 5
const shortestHexWords = 15

const fewestLetters = 3

/**
 * One pass over a text, which is all that plain prose costs. A cause says only that a closer look is worth while. Blanks
 * that begin a line, or two after a sentence, are none. Each character costs a few comparisons that hardly ever hold.
 * `leetPlaces` takes down each letter behind a sign that looks like one.
 */
export function causesOf(text: string, leetPlaces?: number[]): number {
  const table = kinds
  let causes = 0
  let signs = 0
  // A text begins as a line does.
  let last = lineBreak
  let run = 0
  let hexRun = 0
  let lone = noLetters
  const { length } = text
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? (table[code] as number) : ofForeign
    signs |= kind
    last = (last << 8) | (kind & remembered)
    run = (run + 1) & -((kind >> 7) & 1)
    hexRun = (hexRun + 1) & (((kind >> 8) & 1) - 1)
    if ((last & leetPair) === leetPair) {
      causes |= leetLetters
      leetPlaces?.push(at)
    }
    if ((last & signPair) === signPair) causes |= spacedLetters
    if ((last & endMask) === endMask) causes |= endingBlank
    if ((last & tabMask) === tab) causes |= blankRun
    if ((last & wideMask) === wide && (causes & blankRun) === 0 && isWide(text, at)) causes |= blankRun
    if ((last & aloneMask) === alone) {
      lone = loneLetters(text, at, lone)
      if (lone.count === fewestLetters) causes |= spacedLetters
    }
    if (run === shortestRun && (causes & encodedRun) === 0 && isEncoded(text, at + 1 - shortestRun))
      causes |= encodedRun
    if (hexRun === shortestHexWords && (causes & hexWords) === 0 && holdsHexWords(text, at + 1 - shortestHexWords))
      causes |= hexWords
  }
  return causes | ((signs >> signShift) & ownCauses)
}

const ownCauses = foreign | reference | percentSign | equalsSign | backslash

/** Two blanks after what ends no clause, or three. `at` is where the second stands. */
function isWide(text: string, at: number): boolean {
  if ((kindAt(text, at - 2) & endsClause) === 0) return true
  for (let next = at + 1; next < text.length; next++) {
    const code = text.charCodeAt(next)
    if (code !== 9) return code === 32
  }
  return false
}

/** Letters that stand by themselves, one after another, and the blank behind the last of them. */
interface LoneLetters {
  readonly count: number
  readonly end: number
}

const noLetters: LoneLetters = { count: 0, end: -1 }

/** The letters with one more, whose blank stands at `end`. */
function loneLetters(text: string, end: number, before: LoneLetters): LoneLetters {
  let start = end - 1
  while (start > 0 && (kindAt(text, start - 1) & blank) !== 0) start--
  return { count: start < end - 1 && start === before.end ? before.count + 1 : 1, end }
}

/** Whether the digits of base64 that begin there, enough of them, may encode something. */
function isEncoded(text: string, start: number): boolean {
  const first = kindAt(text, start)
  let rest = 0
  for (let at = start + 1; at < text.length; at++) {
    const kind = kindAt(text, at)
    if ((kind & inBase64) === 0) return (kind & lineBreak) !== 0 || isMixed(first, rest)
    rest |= kind
  }
  return isMixed(first, rest)
}

/**
 * Whether words of hex follow one another in the stretch that begins there and holds nothing that is not in hex. The last
 * word of a text may be any.
 */
function holdsHexWords(text: string, start: number): boolean {
  let words = 0
  let at = start
  if (at > 0 && (kindAt(text, at - 1) & inBase64) !== 0) while ((kindAt(text, at) & inBase64) !== 0) at++
  while (at < text.length) {
    const from = at
    let all = 0
    for (; at < text.length; at++) {
      const kind = kindAt(text, at)
      if ((kind & inBase64) === 0) break
      all |= kind
    }
    const isShort = at - from > 1 && at - from <= longestHexWord
    if ((all & notInHex) !== 0) return at === text.length && isShort && words === fewestHexWords - 1
    if (at > from) words = isShort ? words + 1 : 0
    if (words === fewestHexWords) return true
    while (at < text.length && (kindAt(text, at) & inBase64) === 0) at++
  }
  return false
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? (kinds[code] as number) : 0
}

/** Words, names and numbers are of one case; what encodes a text mixes upper and lower case, or either with digits. */
function isMixed(first: number, rest: number): boolean {
  const all = first | rest
  if ((all & plus) !== 0) return true
  if ((all & digit) !== 0) return (all & (letter | underscore | slash)) !== 0
  if ((all & lower) === 0) return (all & slash) !== 0
  return (rest & upper) !== 0
}
