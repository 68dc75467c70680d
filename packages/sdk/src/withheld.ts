/** What stands in the place of what was kept back. */
export const withheldText = '[withheld by AgentSentry]'

/**
 * A result of the same shape without what it said, because an agent may refuse another shape and show the model the old
 * one. Numbers, booleans and keys stay, and so do the short lower-case words by which an agent tells kinds of results.
 */
export function withheld(value: unknown): unknown {
  if (typeof value === 'string') return withheldText
  if (Array.isArray(value)) return value.map(withheld)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isKind(key, inner) ? inner : withheld(inner)]),
  )
}

function isKind(key: string, value: unknown): boolean {
  return (key === 'type' || key === 'mode') && typeof value === 'string' && /^[a-z_]{1,20}$/.test(value)
}
