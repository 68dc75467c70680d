import { type Syntax, widthOf } from './syntax.ts'

/** True for a pattern that matches in no text: it needs a character where none can be. It may miss some such patterns. */
export function neverMatches(syntax: Syntax): boolean {
  switch (syntax.kind) {
    case 'set':
      return syntax.set.ranges.length === 0
    case 'assertion':
      return false
    case 'choice':
      return syntax.options.every(neverMatches)
    case 'repeat':
      return syntax.min > 0 && neverMatches(syntax.body)
    case 'sequence':
      return syntax.parts.some(neverMatches) || isBeyondAnEdge(syntax.parts)
  }
}

/** Something must come before the text's start, or behind its end. */
function isBeyondAnEdge(parts: readonly Syntax[]): boolean {
  return parts.some((part, index) => {
    if (part.kind !== 'assertion') return false
    if (part.asserts === 'text-start') return parts.slice(0, index).some(takesCharacters)
    return part.asserts === 'text-end' && parts.slice(index + 1).some(takesCharacters)
  })
}

function takesCharacters(syntax: Syntax): boolean {
  return widthOf(syntax).min > 0
}
