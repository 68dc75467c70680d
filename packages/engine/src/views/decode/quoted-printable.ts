import { type MappedText, rewrite } from '../mapped-text.ts'
import { isPlausible } from './plausible.ts'
import { textOf } from './utf8.ts'

const passage = /(?:=[0-9A-F]{2})+|=[ \t]*\r?\n/g
const several = /=(?:[0-9A-F]{2}|[ \t]*\r?\n)[\s\S]*?=(?:[0-9A-F]{2}|[ \t]*\r?\n)/

/** Quoted-printable (RFC 2045), where it occurs more than once. Null when there is none. */
export function withoutQuotedPrintable(text: string): MappedText | null {
  if (!text.includes('=') || !several.test(text)) return null
  return rewrite(text, passage, (found) => {
    if (/\n/.test(found)) return ''
    const bytes = found.slice(1).split('=')
    const decoded = textOf(
      bytes.map((byte) => Number.parseInt(byte, 16)),
      bytes.length,
    )
    return decoded !== null && (isPlausible(decoded) || /^[\t\n\r\x20-\x7e]+$/.test(decoded)) ? decoded : null
  })
}
