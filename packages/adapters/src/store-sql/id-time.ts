/** The time in a UUID of version 7, in milliseconds; null where the id is none. */
export function timeOfId(id: string): number | null {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/.exec(id) ?? []
  return high === undefined || low === undefined ? null : Number.parseInt(high + low, 16)
}

/**
 * The smallest id that a UUID of version 7 of this time can have, as far as it is its time (RFC 9562, section 5.7). Ids of
 * sessions and traces are such, so what was created before or after a time is a range of the index by id.
 */
export function lowestIdAt(timeMs: number): string {
  const hex = Math.max(0, Math.ceil(timeMs)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
