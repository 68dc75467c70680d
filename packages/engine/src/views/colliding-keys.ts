import type { Content } from '@agentsentry/contract'
import { formatPointer } from '../glob.ts'
import { foldKey } from './fold/folded-line.ts'

/** Keys of one object that look alike, or are the same but for what cannot be seen, as JSON Pointers. */
export function collidingKeys(content: Content): string[] {
  const found: string[] = []
  search(content, [], found)
  return found
}

/** Depth is bounded by whoever accepts content. */
function search(value: unknown, segments: readonly string[], found: string[]): void {
  if (typeof value !== 'object' || value === null) return
  const seen = Array.isArray(value) ? null : new Map<string, string>()
  for (const [key, member] of Object.entries(value)) {
    const path = [...segments, key]
    if (seen !== null) {
      const folded = foldKey(key)
      const other = seen.get(folded)
      if (other === undefined) seen.set(folded, key)
      else found.push(formatPointer([...segments, other]), formatPointer(path))
    }
    search(member, path, found)
  }
}
