/** Plain JSON data. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** How much of a value is read. With what a trace adds around it, the first two stay below what a server takes. */
export const deepestLevel = 60
export const mostValues = 24_000
/** In strings and keys together, in UTF-16 code units. */
export const mostCharacters = 32 * 1024 * 1024

/** Text that every store can hold: NUL and lone surrogates become U+FFFD. */
export function wellFormed(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text).toWellFormed()
}

/** Sets an own field, whatever its name and whatever the target inherits. */
export function put(target: object, name: string, value: unknown): void {
  if (!(name in target)) (target as Record<string, unknown>)[name] = value
  else Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
}

/**
 * `key` as a name that every store can hold (`__proto__`, which many programs lose, gets U+FFFD appended) and that `target`
 * does not have yet, so that no value hides another: one that is taken gets U+FFFD and its position appended.
 */
export function freeName(target: object, key: string, position: number): string {
  let name = key === '__proto__' ? '__proto__\uFFFD' : wellFormed(key)
  // The position keeps this short however many keys become equal; what is appended after it ends for sure.
  if (Object.hasOwn(target, name)) name += `\uFFFD${position}`
  while (Object.hasOwn(target, name)) name += '\uFFFD'
  return name
}
