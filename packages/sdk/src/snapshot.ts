import { deepestLevel, freeName, type Json, mostCharacters, mostValues, put, wellFormed } from './json.ts'
import { standInFor } from './stand-in.ts'

export interface Snapshot {
  /** What the value says, as JSON data. */
  content: Json
  /** The value once more, for whoever is to work with exactly what `content` says. */
  copy: unknown
  /** False when something was left out because it is too deep or too large. */
  whole: boolean
}

/**
 * Reads any value once and never throws, whatever its accessors or proxies do.
 *
 * `content`: NUL and lone surrogates in strings and keys become U+FFFD, which a key `__proto__` gets appended; undefined becomes null; numbers that are not finite
 * or beyond ±(2^53 - 1), bigints, functions and symbols become strings; a Date its ISO 8601 string; an Error
 * `{name, message}`; a Map an object (an array of pairs when a key is not a string); a Set and typed arrays arrays; bytes
 * that are readable UTF-8 their text; any other object what its `toJSON()` gives, else its own enumerable fields. A cycle
 * becomes `[Circular]`, what cannot be read `[Unreadable]`, objects more than 60 levels deep `[Too deep]`, what exceeds
 * 24,000 values or 32 Mi characters `[Too large]`.
 *
 * `copy`: objects, arrays, Date, Map, Set and bytes anew, with the keys and strings of `content`, and a value in place of each
 * accessor (undefined when it throws). What cannot be copied (functions, symbols, instances of other classes) is the same
 * reference.
 */
export function snapshot(value: unknown): Snapshot {
  const reader = new Reader()
  const { content, copy } = reader.read(value, 0)
  return { content, copy, whole: reader.whole }
}

/** Any value as plain JSON data: the `content` of {@link snapshot}. */
export function toContent(value: unknown): Json {
  return snapshot(value).content
}

type Read = Omit<Snapshot, 'whole'>

class Reader {
  whole = true
  #values = 0
  #characters = 0
  /** The objects that are being read, each with its copy. */
  readonly #open = new Map<object, unknown>()

  read(value: unknown, level: number): Read {
    this.#values += 1
    if (typeof value === 'string') this.#characters += value.length
    if (this.#isFull()) return this.#leftOut('[Too large]')
    if (value === undefined || value === null) return { content: null, copy: value }
    if (typeof value === 'boolean') return { content: value, copy: value }
    if (typeof value === 'number') return { content: numberContent(value), copy: value }
    if (typeof value === 'string') {
      const text = wellFormed(value)
      return { content: text, copy: text }
    }
    if (typeof value === 'bigint' || typeof value === 'symbol')
      return { content: wellFormed(String(value)), copy: value }
    if (this.#open.has(value)) return { content: '[Circular]', copy: this.#open.get(value) }
    if (level >= deepestLevel) return this.#leftOut('[Too deep]')
    try {
      return this.#readObject(value, level)
    } catch {
      return { content: '[Unreadable]', copy: undefined }
    } finally {
      this.#open.delete(value)
    }
  }

  #readObject(value: object, level: number): Read {
    if (Array.isArray(value)) return this.#readItems(value, level)
    if (isPlain(value)) return this.#readFields(value, level)
    this.#open.set(value, value)
    const standIn = standInFor(value)
    const { content, copy } = this.read(standIn.shown, level + 1)
    return { content, copy: standIn.copyFrom(copy) }
  }

  #readItems(value: unknown[], level: number): Read {
    const content: Json[] = []
    const copy: unknown[] = []
    this.#open.set(value, copy)
    for (let index = 0; index < value.length && !this.#isFull(); index += 1) {
      const item = this.#readField(value, index, level)
      content.push(item.content)
      copy.push(item.copy)
    }
    return { content, copy }
  }

  #readFields(value: object, level: number): Read {
    const content = {}
    const copy = {}
    this.#open.set(value, copy)
    for (const [position, key] of Object.keys(value).entries()) {
      if (this.#isFull()) break
      this.#characters += key.length
      const field = this.#readField(value, key, level)
      const name = freeName(content, key, position)
      put(content, name, field.content)
      put(copy, name, field.copy)
    }
    return { content, copy }
  }

  #readField(value: object, key: string | number, level: number): Read {
    try {
      return this.read((value as Record<string | number, unknown>)[key], level + 1)
    } catch {
      return { content: '[Unreadable]', copy: undefined }
    }
  }

  #isFull(): boolean {
    return this.#values > mostValues || this.#characters > mostCharacters
  }

  #leftOut(content: string): Read {
    this.whole = false
    return { content, copy: undefined }
  }
}

/** Numbers that readers of JSON carry differently, or not at all, become strings; minus zero becomes zero, as in JSON. */
function numberContent(value: number): number | string {
  if (value === 0) return 0
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : String(value)
}

/** Made by a literal, `JSON.parse` or `Object.create(null)`, in this realm or another. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return typeof value === 'object' && (prototype === null || Object.getPrototypeOf(prototype) === null)
}
