/** Whether two JSON values are equal, whatever the order of their fields. Stops at depths that no reader follows. */
export function isSameValue(left: unknown, right: unknown, depth = 0): boolean {
  if (Object.is(left, right)) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right) || depth > 64) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every(
    (name) =>
      Object.hasOwn(right, name) &&
      isSameValue((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name], depth + 1),
  )
}
