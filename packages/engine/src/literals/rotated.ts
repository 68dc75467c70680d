import type { Anchor } from '../regex/anchors.ts'
import type { Neighbours } from '../regex/neighbours.ts'

/** Lower-case letters turned by 13 places (ROT13); all else stays. */
export function rotate(literal: string): string {
  return literal.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 0x61 + 13) % 26) + 0x61))
}

/**
 * What to look for to see that a text was rotated. Null for literals that would turn up by chance: fewer than four
 * letters, unless neither neighbour may be a letter.
 */
export function rotatedAnchor(anchor: Anchor): Anchor | null {
  const letterCount = anchor.literal.replace(/[^a-z]/g, '').length
  const [previous, next] = [withoutLetters(anchor.previous), withoutLetters(anchor.next)]
  if (letterCount < (previous !== null && next !== null ? 2 : 4)) return null
  return { ...anchor, previous, next }
}

/** The neighbours where no letter may be one: rotation leaves them as they are. */
function withoutLetters(neighbours: Neighbours | null): Neighbours | null {
  if (neighbours === null) return null
  for (let code = 0x41; code <= 0x7a; code++) {
    const isLetter = code <= 0x5a || code >= 0x61
    if (isLetter && neighbours[code] === 1) return null
  }
  return neighbours
}
