import { type MappedText, rewritePassages } from '../mapped-text.ts'
import { isPlausible } from './plausible.ts'
import { textOf } from './utf8.ts'

const parted = /[0-9a-f]{2}[ ,:;-]{1,2}(?:0x)?[0-9a-f]{2}[ ,:;-]{1,2}(?:0x)?[0-9a-f]{2}[ ,:;-]/i

/** Bytes that may be text in UTF-8: of hashes and ids hardly six in a row are. */
const bytesOfText = /(?:[2-7][0-9a-f]|[cd][0-9a-f][89ab][0-9a-f]|e[0-9a-f][89ab][0-9a-f][89ab][0-9a-f]){5}/i
const prefixed = /0x|\\x/i

/** Bytes in hex, joined or parted: `726d202d`, `0x72 0x6d`, `72:6d`. Null when there are none that make a text. */
export function withoutHex(text: string): MappedText | null {
  const passages = hexPassages(text).filter(([start, end]) => decodeHex(text.slice(start, end)) !== null)
  if (passages.length === 0) return null
  if (!bytesOfText.test(text) && !prefixed.test(text) && !parted.test(text)) return null
  return rewritePassages(text, passages, decodeHex)
}

type Passage = readonly [start: number, end: number]

/** Joined, or parted by one or two separators, a passage has at least so many bytes. */
const fewestBytes = 6

// Kinds of characters that a passage may be made of.
const hexDigit = 1
const prefixLetter = 2
const separator = 4
const backslash = 8
const inToken = hexDigit | prefixLetter

const kinds = new Uint8Array(128)
for (const [characters, kind] of [
  ['0123456789abcdefABCDEF', hexDigit],
  ['xX', prefixLetter],
  [' ,:;-', separator],
  ['\\', backslash],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? (kinds[code] as number) : 0
}

/**
 * What may be bytes in hex, as `[start, end)`: within stretches of characters that such bytes are written with. Looks at
 * every so many characters and back from there, so that a text without them costs little.
 */
export function hexPassages(text: string): Passage[] {
  const found: Passage[] = []
  const shortest = 2 * fewestBytes
  let behind = 0
  for (let probe = shortest - 1; probe < text.length; probe += shortest) {
    if (probe < behind || kindAt(text, probe) === 0) continue
    let start = probe
    while (start > behind && kindAt(text, start - 1) !== 0) start--
    let end = probe + 1
    while (end < text.length && kindAt(text, end) !== 0) end++
    behind = end
    if (end - start >= shortest) addPassages(text, start, end, found)
  }
  return found
}

/** `from` and `to` are the edges of a stretch. What goes on with a letter or digit beyond them is no passage. */
function addPassages(text: string, from: number, to: number, found: Passage[]): void {
  let chainStart = 0
  let chainEnd = -1
  let pairs = 0
  for (let at = from; at < to; ) {
    if ((kindAt(text, at) & inToken) === 0) {
      at++
      continue
    }
    const start = at
    while (at < to && (kindAt(text, at) & inToken) !== 0) at++
    const isWhole = !(start === from && isAlphanumeric(text, from - 1)) && !(at === to && isAlphanumeric(text, to))
    const digits = isWhole ? digitsOf(text, start, at) : 0
    if (digits === 2 && text.charCodeAt(start) !== x && text.charCodeAt(start) !== X) {
      const goesOn = pairs > 0 && isGap(text, chainEnd, start)
      if (!goesOn) {
        if (pairs >= fewestBytes) found.push([chainStart, chainEnd])
        chainStart = start
        pairs = 0
      }
      pairs++
      chainEnd = at
      continue
    }
    if (pairs >= fewestBytes) found.push([chainStart, chainEnd])
    pairs = 0
    if (digits >= 2 * fewestBytes && digits % 2 === 0) {
      const isEscape = kindAt(text, start) === prefixLetter
      if (!isEscape) found.push([start, at])
      else if (kindAt(text, start - 1) === backslash && !isAlphanumeric(text, start - 2)) found.push([start - 1, at])
    }
  }
  if (pairs >= fewestBytes) found.push([chainStart, chainEnd])
}

const x = 0x78
const X = 0x58

/** How many digits of hex a word is made of, behind `0x` or `x`; 0 when it holds anything else. */
function digitsOf(text: string, start: number, end: number): number {
  const second = kindAt(text, start + 1)
  const hasPrefix = text.charCodeAt(start) === 0x30 && second === prefixLetter
  const from = hasPrefix ? start + 2 : kindAt(text, start) === prefixLetter ? start + 1 : start
  for (let at = from; at < end; at++) if (kindAt(text, at) !== hexDigit) return 0
  return end - from
}

function isGap(text: string, from: number, to: number): boolean {
  if (to - from > 2) return false
  for (let at = from; at < to; at++) if (kindAt(text, at) !== separator) return false
  return true
}

function isAlphanumeric(text: string, at: number): boolean {
  const code = at < 0 || at >= text.length ? 0 : text.charCodeAt(at)
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

const digitValues = new Uint8Array(128)
for (let value = 0; value < 16; value++) {
  digitValues[value.toString(16).charCodeAt(0)] = value
  digitValues[value.toString(16).toUpperCase().charCodeAt(0)] = value
}

function decodeHex(encoded: string): string | null {
  if (/^\d+$/.test(encoded)) return null
  const bytes = new Uint8Array(encoded.length >> 1)
  let length = 0
  for (let at = 0; at < encoded.length; at++) {
    if (kindAt(encoded, at) !== hexDigit || kindAt(encoded, at + 1) !== hexDigit) continue
    const high = digitValues[encoded.charCodeAt(at)] as number
    bytes[length++] = 16 * high + (digitValues[encoded.charCodeAt(at + 1)] as number)
    at++
  }
  const text = textOf(bytes, length)
  return text !== null && isPlausible(text) ? text : null
}
