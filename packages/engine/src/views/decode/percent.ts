import { type MappedText, rewrite } from '../mapped-text.ts'
import { isPlausible } from './plausible.ts'
import { textOf } from './utf8.ts'

const passage = /(?:%[0-9a-f]{2})+|(?:%u[0-9a-f]{4})+/gi
const passageOrPlus = /(?:%[0-9a-f]{2})+|(?:%u[0-9a-f]{4})+|\+/gi

/** `%72m` and `%u0072m`; in a text without blanks `+` is one. Null when nothing is written that way. */
export function withoutPercent(text: string): MappedText | null {
  if (!text.includes('%')) return null
  if (!/%(?:[0-9a-f]{2}|u[0-9a-f]{4})/i.test(text)) return null
  return rewrite(text, /\s/.test(text) ? passage : passageOrPlus, decodePercent)
}

function decodePercent(encoded: string): string | null {
  if (encoded === '+') return ' '
  if (encoded[1] === 'u' || encoded[1] === 'U') {
    const units = encoded.slice(2).split(/%u/i)
    return units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('')
  }
  const bytes = encoded.slice(1).split('%')
  const text = textOf(
    bytes.map((byte) => Number.parseInt(byte, 16)),
    bytes.length,
  )
  return text === null || (!isPlausible(text) && /[^\t\n\r\x20-\x7e]/.test(text)) ? null : text
}
