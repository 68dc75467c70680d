import type { Reason } from '@agentsentry/sdk'

/** What takes the place of a match. */
const redactedText = '[redacted]'

type Place = Pick<Reason, 'path' | 'span' | 'key_span'>

export interface RedactOptions {
  /** The field of the content that may be changed, without a slash. */
  readonly subject: string
  /** Whether the values in which something matched are replaced whole, and not just the matches. */
  readonly whole: boolean
}

/**
 * The subject of the content without what the reasons point at; `undefined` when that cannot be done: a reason without a
 * place, in a key, or outside of the subject. The content itself stays as it is.
 */
export function redacted(
  content: Readonly<Record<string, unknown>>,
  places: readonly Place[],
  { subject, whole }: RedactOptions,
): unknown {
  const copy = { [subject]: structuredClone(content[subject]) }
  if (places.length === 0) return undefined
  // From the back, so that the places before it stay where they are.
  for (const place of [...places].sort((left, right) => (right.span?.[0] ?? 0) - (left.span?.[0] ?? 0))) {
    const holder = place.path === undefined ? null : holderOf(copy, place.path, subject)
    if (holder === null || place.span === undefined || place.key_span !== undefined) return undefined
    const value = holder.target[holder.key]
    const [start, end] = place.span
    // Of two matches that overlap the first may have changed what the other points at.
    const isWhole = whole || typeof value !== 'string' || end > value.length
    const text = isWhole ? redactedText : value.slice(0, start) + redactedText + value.slice(end)
    Object.defineProperty(holder.target, holder.key, {
      value: text,
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  return copy[subject]
}

/** Where the value at a JSON Pointer is held; null when there is none, or it is not within the subject. */
function holderOf(
  root: object,
  pointer: string,
  subject: string,
): { target: Record<string, unknown>; key: string } | null {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  const key = segments.pop()
  if (key === undefined || (segments[0] ?? key) !== subject) return null
  let target: unknown = root
  for (const segment of segments) {
    if (typeof target !== 'object' || target === null || !Object.hasOwn(target, segment)) return null
    target = (target as Record<string, unknown>)[segment]
  }
  if (typeof target !== 'object' || target === null || !Object.hasOwn(target, key)) return null
  return { target: target as Record<string, unknown>, key }
}

/** A value as a model reads it: text as it is, anything else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
