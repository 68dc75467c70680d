/** Below what the SDK reads and a server takes, so that nothing is left out of what is judged. */
const mostValues = 20_000
const deepestLevel = 50

/** Whether all of a JSON value is judged when it is sent. */
export function fits(value: unknown): boolean {
  let values = 0
  const within = (inner: unknown, level: number): boolean => {
    values += 1
    if (values > mostValues || level > deepestLevel) return false
    if (typeof inner !== 'object' || inner === null) return true
    return Object.values(inner).every((part) => within(part, level + 1))
  }
  return within(value, 0)
}
