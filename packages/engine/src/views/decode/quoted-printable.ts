import { type MappedText, rewrite } from '../mapped-text.ts'
import { isPlausible } from './plausible.ts'
import { textOf } from './utf8.ts'

const passage = /(?:=[0-9A-F]{2})+|=[ \t]*\r?\n/g
const one = /=(?:[0-9A-F]{2}|[ \t]*\r?\n)/y

/** Quoted-printable (RFC 2045), where it occurs more than once. Null when there is none. */
export function withoutQuotedPrintable(text: string): MappedText | null {
  if (!holdsSeveral(text)) return null
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

function holdsSeveral(text: string): boolean {
  let count = 0
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    one.lastIndex = at
    if (one.test(text) && ++count > 1) return true
  }
  return false
}
