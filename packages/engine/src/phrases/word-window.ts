import { isAsciiSpace } from '../ascii.ts'

/** A window that would be longer than this is not worth cutting out. */
const longestWindow = 600

/**
 * The part of a text, `[start, end)`, that holds every phrase of at most `tokens` tokens of which one stands at `at`. It
 * begins and ends where white space parts the text, so it is cut into the same tokens. Null when it would be long.
 */
export function windowAround(text: string, at: number, tokens: number): readonly [start: number, end: number] | null {
  let start = at
  for (let left = tokens; start > 0; start--) {
    const isEdge = isAsciiSpace(text.charCodeAt(start - 1)) && !isAsciiSpace(text.charCodeAt(start))
    if (isEdge && --left === 0) break
    if (at - start > longestWindow) return null
  }
  let end = at
  for (let left = tokens; end < text.length; end++) {
    const isEdge = isAsciiSpace(text.charCodeAt(end)) && !isAsciiSpace(text.charCodeAt(end - 1))
    if (isEdge && end > at && --left === 0) break
    if (end - at > longestWindow) return null
  }
  return [start, end]
}
