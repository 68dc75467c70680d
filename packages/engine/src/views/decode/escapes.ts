import { type MappedText, rewrite } from '../mapped-text.ts'

const passage =
  /\\(?:u\{0{0,8}[0-9a-f]{1,6}\}|u[0-9a-f]{4}|U[0-9a-f]{8}|x[0-9a-f]{2}|[0-3]?[0-7]{2}|[abefnrtv0"'`/\\]|\r?\n)/gi
const simple: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\n',
  f: '\n',
  a: '',
  b: '',
  e: '',
  0: '',
}

const signs = new Set(['"', "'", '`', '/', '\\'])

/** Escapes that programming languages share: `\u0072`, `\x72`, `\162`, `\n`, `\"`. Null when there are none. */
export function withoutEscapes(text: string): MappedText | null {
  return text.includes('\\') ? rewrite(text, passage, decodeEscape) : null
}

function decodeEscape(written: string): string | null {
  const kind = written[1] as string
  if (written.length === 2 && signs.has(kind)) return kind
  const hex = /^\\(?:u\{?|x)([0-9a-f]+)/i.exec(written)?.[1]
  if (hex !== undefined) return pointText(Number.parseInt(hex, 16))
  if (/^\\[0-7]{2,3}$/.test(written)) return pointText(Number.parseInt(written.slice(1), 8))
  if (/[\r\n]/.test(kind)) return ''
  return simple[kind] ?? null
}

function pointText(point: number): string | null {
  return point > 0x10ffff ? null : String.fromCodePoint(point)
}
