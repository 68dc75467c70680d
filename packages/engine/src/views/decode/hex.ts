import { type MappedText, rewrite } from '../mapped-text.ts'
import { isPlausible } from './plausible.ts'
import { textOf } from './utf8.ts'

const passage =
  /(?<![0-9A-Za-z])(?:(?:0x|\\x)?(?:[0-9a-f]{2}){6,}|(?:0x)?[0-9a-f]{2}(?:[ ,:;-]{1,2}(?:0x)?[0-9a-f]{2}){5,})(?![0-9A-Za-z])/gi
const parted = /[0-9a-f]{2}[ ,:;-]{1,2}(?:0x)?[0-9a-f]{2}[ ,:;-]{1,2}(?:0x)?[0-9a-f]{2}[ ,:;-]/i

/** Bytes that may be text in UTF-8: of hashes and ids hardly six in a row are. */
const bytesOfText = /(?:[2-7][0-9a-f]|[cd][0-9a-f][89ab][0-9a-f]|e[0-9a-f][89ab][0-9a-f][89ab][0-9a-f]){5}/i
const prefixed = /0x|\\x/i

/** Bytes in hex, joined or parted: `726d202d`, `0x72 0x6d`, `72:6d`. Null when there are none that make a text. */
export function withoutHex(text: string): MappedText | null {
  if (!bytesOfText.test(text) && !prefixed.test(text) && !parted.test(text)) return null
  return rewrite(text, passage, decodeHex)
}

function decodeHex(encoded: string): string | null {
  const hex = encoded.replaceAll(/0x|\\x|[^0-9a-f]/gi, '')
  if (hex.length < 4 || hex.length % 2 !== 0 || /^\d+$/.test(encoded)) return null
  const bytes = new Uint8Array(hex.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16)
  const text = textOf(bytes, bytes.length)
  return text !== null && isPlausible(text) ? text : null
}
