import { mostValues, put } from './json.ts'

/** How an object that is neither an array nor a plain object is shown, and how it is copied. */
export interface StandIn {
  shown: unknown
  /** Takes the copy of `shown`. */
  copyFrom(shownCopy: unknown): unknown
}

/** Throws whatever the object's own accessors throw. */
export function standInFor(value: object): StandIn {
  if (isDate(value)) {
    const time = Date.prototype.getTime.call(value)
    const shown = Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString()
    return { shown, copyFrom: () => new Date(time) }
  }
  if (isMap(value)) return mapStandIn([...Map.prototype.entries.call(value)])
  if (isSet(value)) {
    return { shown: [...Set.prototype.values.call(value)], copyFrom: (copied) => new Set(copied as unknown[]) }
  }
  if (value instanceof ArrayBuffer) {
    const copy = value.slice(0)
    return { shown: shownNumbers(new Uint8Array(copy)), copyFrom: () => copy }
  }
  if (value instanceof DataView) {
    const copy = new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice()
    return { shown: shownNumbers(copy), copyFrom: () => new DataView(copy.buffer) }
  }
  if (ArrayBuffer.isView(value)) {
    // One method serves every kind of typed array.
    const copy = Uint8Array.prototype.slice.call(value)
    return { shown: shownNumbers(copy), copyFrom: () => copy }
  }
  return { shown: shownByReference(value), copyFrom: () => value }
}

function mapStandIn(entries: [unknown, unknown][]): StandIn {
  if (entries.some(([key]) => typeof key !== 'string')) {
    return { shown: entries, copyFrom: (copied) => new Map(copied as [unknown, unknown][]) }
  }
  return { shown: Object.fromEntries(entries), copyFrom: (copied) => new Map(Object.entries(copied as object)) }
}

function shownByReference(value: object): unknown {
  if (typeof value === 'function') return `[Function ${String(value.name)}]`
  if (isError(value)) return { name: value.name, message: value.message }
  if (value instanceof RegExp) return String(value)
  if (value instanceof String) return String.prototype.valueOf.call(value)
  if (value instanceof Number) return Number.prototype.valueOf.call(value)
  if (value instanceof Boolean) return Boolean.prototype.valueOf.call(value)
  try {
    const { toJSON } = value as { toJSON?: unknown }
    if (typeof toJSON === 'function') return toJSON.call(value)
  } catch {
    // Its fields say something as well.
  }
  const keys = Object.keys(value)
  return keys.length === 0 ? Object.prototype.toString.call(value) : ownFields(value, keys)
}

function ownFields(value: object, keys: string[]): object {
  const fields = {}
  for (const key of keys) {
    try {
      put(fields, key, (value as Record<string, unknown>)[key])
    } catch {
      put(fields, key, '[Unreadable]')
    }
  }
  return fields
}

/** Bytes as their text, if they are readable UTF-8; other numbers as a list, no longer than is read of it anyway. */
function shownNumbers(numbers: Uint8Array): string | number[] {
  return textOf(numbers) ?? [...numbers.subarray(0, mostValues + 1)]
}

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes[Symbol.toStringTag] !== 'Uint8Array' || typeof TextDecoder === 'undefined') return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return /[^\P{Cc}\t\n\r]/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function isError(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
}

// The built-in methods know their own kind in every realm (code in a sandbox has another `Map`), and nothing can pretend.
const isDate = (value: object): value is Date => runs(() => Date.prototype.getTime.call(value))
const isMap = (value: object): value is Map<unknown, unknown> => runs(() => Map.prototype.has.call(value, value))
const isSet = (value: object): value is Set<unknown> => runs(() => Set.prototype.has.call(value, value))

function runs(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
