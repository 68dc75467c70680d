import type { Content } from '@agentsentry/contract'
import { formatPointer } from '../glob.ts'
import { foldKey } from './fold/folded-line.ts'

/** So many keys are named at most: a pointer repeats the keys that lead to it. */
export const mostNamed = 32

/**
 * Keys of one object that look alike, or are the same but for what cannot be seen, as JSON Pointers in document order,
 * the first `mostNamed` of them. Takes time in proportion to the size of the content.
 */
export function collidingKeys(content: Content): string[] {
  const found: string[] = []
  search(content, [], found)
  return found.slice(0, mostNamed)
}

/** Depth is bounded by whoever accepts content. */
function search(value: unknown, segments: string[], found: string[]): void {
  if (typeof value !== 'object' || value === null) return
  const firsts = Array.isArray(value) ? null : new Map<string, { readonly key: string; isNamed: boolean }>()
  for (const [key, member] of Object.entries(value)) {
    if (found.length >= mostNamed) return
    if (firsts !== null) {
      const look = foldKey(key)
      const first = firsts.get(look)
      if (first === undefined) firsts.set(look, { key, isNamed: false })
      else {
        if (!first.isNamed) found.push(formatPointer([...segments, first.key]))
        first.isNamed = true
        found.push(formatPointer([...segments, key]))
      }
    }
    segments.push(key)
    search(member, segments, found)
    segments.pop()
  }
}
