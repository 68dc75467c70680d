import type { CheckedTrace, Content } from '@agentsentry/contract'

/**
 * Content without what rules redact: the payload of the answer, where everything that they matched is masked. Null when the
 * server did not do so, or could not tell what to mask because a rule could not be evaluated.
 */
export function redactedContent({ payload, masked, reasons }: CheckedTrace): Content | null {
  if (!(masked > 0) || typeof payload !== 'object' || payload === null) return null
  return reasons.some(({ unevaluated }) => unevaluated !== undefined) ? null : payload
}

/**
 * Whether a value says nothing that its JSON does not: only such a value can be replaced by JSON that was rewritten. `value` is
 * the copy of a snapshot, `content` its content.
 */
export function isPlainData(value: unknown, content: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === content || (value === undefined && content === null)
  if (typeof content !== 'object' || content === null) return false
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return false
  const keys = Object.keys(content)
  return (
    Array.isArray(value) === Array.isArray(content) &&
    Object.keys(value).length === keys.length &&
    keys.every((key) => Object.hasOwn(value, key) && isPlainData(value[key as never], content[key as never]))
  )
}
