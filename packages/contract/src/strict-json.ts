import { SentryError } from './problem.ts'
import { isWellFormed } from './text.ts'

/** How deep a body may nest and how many values it may hold. Both are far above what agents send. */
export const jsonLimits = { depth: 64, values: 25_000 } as const

/**
 * Parses JSON that every reader reads alike (I-JSON, RFC 7493), because a verdict on what one reader saw is worth
 * nothing to a tool that saw something else. Refuses, with the place: duplicate keys, lone surrogates, NUL, numbers
 * that a double cannot carry, `__proto__` as a key, and more nesting or values than {@link jsonLimits}.
 *
 * Throws `SentryError` with `body_not_json` or `body_not_recordable`.
 */
export function parseStrictJson(text: string): unknown {
  const { values, members } = countIn(text)
  // Parsing is what takes long: 20 ms for a megabyte of different keys. So this comes before.
  if (values > jsonLimits.values) throw notRecordable(`more than ${jsonLimits.values} values`, '')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new SentryError('body_not_json', `not valid JSON: ${error instanceof Error ? error.message : error}`)
  }
  const inspection = new Inspection(text)
  const fault = inspection.inspect(value, 0)
  if (fault !== null) throw notRecordable(fault.message, fault.path)
  if (inspection.keyCount !== members) {
    throw notRecordable(`the key \`${duplicateKey(text, value)}\` stands twice in one object`, '')
  }
  return value
}

function notRecordable(message: string, path: string): SentryError {
  return new SentryError('body_not_recordable', message, { issues: [{ path, message }] })
}

interface Fault {
  readonly message: string
  readonly path: string
}

class Inspection {
  keyCount = 0
  /** Surrogates and NUL reach a decoded text only through escapes; most bodies hold none, and need no closer look. */
  readonly #hasEscapes: boolean

  constructor(text: string) {
    this.#hasEscapes = text.includes('\\u')
  }

  /** Recursion is bounded: what nests deeper than the limit is a fault and is not entered. */
  inspect(value: unknown, depth: number): Fault | null {
    if (typeof value === 'string') return this.#inspectText(value)
    if (typeof value === 'number') return inspectNumber(value)
    if (typeof value !== 'object' || value === null) return null
    if (depth >= jsonLimits.depth) return { message: `nested deeper than ${jsonLimits.depth} levels`, path: '' }
    return Array.isArray(value) ? this.#inspectItems(value, depth) : this.#inspectMembers(value, depth)
  }

  #inspectItems(items: readonly unknown[], depth: number): Fault | null {
    for (let index = 0; index < items.length; index++) {
      const fault = this.inspect(items[index], depth + 1)
      if (fault !== null) return within(String(index), fault)
    }
    return null
  }

  #inspectMembers(object: object, depth: number): Fault | null {
    const keys = Object.keys(object)
    this.keyCount += keys.length
    for (const key of keys) {
      if (key === '__proto__') return { message: 'a key must not be `__proto__`', path: '' }
      const fault = this.#inspectText(key) ?? this.inspect((object as Record<string, unknown>)[key], depth + 1)
      if (fault !== null) return within(key, fault)
    }
    return null
  }

  #inspectText(text: string): Fault | null {
    if (!this.#hasEscapes) return null
    if (!isWellFormed(text)) return { message: 'text must be well-formed Unicode, without lone surrogates', path: '' }
    if (text.includes('\0')) return { message: 'text must not contain NUL', path: '' }
    return null
  }
}

function inspectNumber(value: number): Fault | null {
  if (!Number.isFinite(value)) return { message: 'a number is too large', path: '' }
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return null
  return { message: 'a number beyond ±(2^53 - 1) is not carried exactly; send it as a string', path: '' }
}

function within(segment: string, { message, path }: Fault): Fault {
  return { message, path: `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}${path}` }
}

/**
 * How many values a valid JSON text holds, and how many times `"key":`, which is more than the parsed value has keys
 * where one stands twice. One pass, in which strings are leapt over; of a text that is not valid it says nothing.
 */
function countIn(text: string): { values: number; members: number } {
  let commas = 0
  let members = 0
  let filled = 1
  let opened = -1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isWhiteSpace(code)) continue
    if (code === 0x22) {
      at = closingQuote(text, at)
      if (at < 0) break
    } else if (code === 0x2c) commas++
    else if (code === 0x3a) members++
    else if (code === 0x5b || code === 0x7b) {
      filled++
      opened = at
      continue
    } else if ((code === 0x5d || code === 0x7d) && opened >= 0) filled--
    opened = -1
  }
  return { values: commas + filled, members }
}

/** The source text of every key of a valid JSON text, quotes included, in order. */
function* members(text: string): Generator<string> {
  let open = text.indexOf('"')
  while (open >= 0) {
    const close = closingQuote(text, open)
    let after = close + 1
    while (isWhiteSpace(text.charCodeAt(after))) after++
    if (text.charCodeAt(after) === 0x3a) yield text.slice(open, close + 1)
    open = text.indexOf('"', close + 1)
  }
}

/** -1 when there is none. */
function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) at++
    else if (code === 0x22) return at
  }
  return -1
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function duplicateKey(text: string, value: unknown): string {
  const remaining = new Map<string, number>()
  const countKeys = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (!Array.isArray(node)) for (const key of Object.keys(node)) remaining.set(key, (remaining.get(key) ?? 0) + 1)
    for (const child of Object.values(node)) countKeys(child)
  }
  countKeys(value)
  for (const source of members(text)) {
    const key = JSON.parse(source) as string
    const left = (remaining.get(key) ?? 0) - 1
    if (left < 0) return key
    remaining.set(key, left)
  }
  return ''
}
