import { type MappedText, Rewriting } from '../mapped-text.ts'
import { longWords } from './long-words.ts'
import { isPlausible } from './plausible.ts'
import { textOf } from './utf8.ts'

/** Seven bytes. What is shorter too often only looks like text. */
const shortest = 10
const nextLine = /\r?\n[ \t]*[A-Za-z0-9+/_-]+/y
const padding = /={1,2}/y

/** Base64, the usual alphabet and that of URLs, padded or not, on one line or several. Null when there is none. */
export function withoutBase64(text: string): MappedText | null {
  const rewriting = new Rewriting(text)
  let done = 0
  let last = 0
  for (const [start, end] of longWords(text, shortest)) {
    if (start < done) continue
    // Lines that go on with a passage are tried as one text from their first line only: from each, they take too long.
    const isFirst = end > last
    if (isFirst) last = isLineBreak(text.charCodeAt(end)) ? endOfLines(text, end) : end
    if (!mayBeginText(text, start)) {
      done = end
      continue
    }
    const whole = isFirst && last > end ? decodeBase64(text.slice(start, last)) : null
    const decoded = whole ?? decodeBase64(text.slice(start, end))
    done = whole === null ? end : last
    if (decoded === null) continue
    done = skip(padding, text, done)
    rewriting.replace(start, done, decoded)
  }
  return rewriting.finish()
}

/** Lines that go on with the same passage. */
function endOfLines(text: string, start: number): number {
  let end = start
  for (let next = skip(nextLine, text, end); next > end; next = skip(nextLine, text, end)) end = next
  return end
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

const values = new Int8Array(128).fill(-1)
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  values[digit.charCodeAt(0)] = value
}
values['-'.charCodeAt(0)] = 62
values['_'.charCodeAt(0)] = 63

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13
}

/**
 * Whether the first bytes of what begins there, `shortest` digits or more, may be text. Most words end here. Two zeros
 * in every other byte are UTF-16.
 */
function mayBeginText(text: string, start: number): boolean {
  let bits = 0
  let held = 0
  let count = 0
  let more = 0
  for (let at = start; at < start + shortest; at++) {
    bits = ((bits & 0xffff) << 6) | (values[text.charCodeAt(at)] as number)
    held += 6
    if (held < 8) continue
    held -= 8
    const byte = (bits >> held) & 0xff
    if (byte === 0 && count === 1) return true
    if ((byte < 9 && byte !== 0) || (byte > 13 && byte < 32)) return false
    if (more > 0 ? (byte & 0xc0) !== 0x80 : byte >= 0x80 && (byte < 0xc2 || byte > 0xf4)) return false
    if (more > 0) more--
    else if (byte >= 0x80) more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1
    count++
  }
  return true
}

/** Words, names and numbers: what encodes a text mixes upper and lower case, or either with digits. */
const oneCase = /^(?:[A-Z]?[a-z/_-]+|[A-Z_-]+|[\d-]+)$/

/** What a passage says, white space and padding aside; null when that is not text. */
export function decodeBase64(encoded: string): string | null {
  const digits = encoded.replaceAll(/[\s=]/g, '')
  if (digits.length < shortest || digits.length % 4 === 1 || oneCase.test(digits)) return null
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let length = 0
  let bits = 0
  let held = 0
  for (let at = 0; at < digits.length; at++) {
    const value = values[digits.charCodeAt(at)] ?? -1
    if (value < 0) return null
    bits = ((bits & 0xffff) << 6) | value
    held += 6
    if (held < 8) continue
    held -= 8
    const byte = (bits >> held) & 0xff
    if ((byte < 9 && byte !== 0) || (byte > 13 && byte < 32)) return null
    bytes[length++] = byte
  }
  const text = textOf(bytes, length)
  return text !== null && isPlausible(text) ? text : null
}
