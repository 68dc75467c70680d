import { RE2JS, RE2JSException } from 're2js'
import { maxProgramSize } from './regex-matcher.ts'

/**
 * Largest program that patterns are joined into. Each pass over a text costs much the same whatever the size, so fewer
 * and larger is faster on ordinary text; on text made to exhaust the DFA a larger program costs more.
 */
const maxJoinedSize = 3 * maxProgramSize

/**
 * Joins patterns into as few alternations as their sizes allow; each tells in one pass of a DFA whether any of its
 * patterns can match. Returns the alternations and, for each pattern, the index of the one that holds it, or -1: two
 * patterns that name a group alike cannot stand together, and one that is too large by itself gains nothing.
 */
export function joinPatterns(patterns: readonly string[]): { joined: RE2JS[]; indexOf: number[] } {
  const joined: RE2JS[] = []
  const indexOf: number[] = patterns.map(() => -1)
  let from = 0
  while (from < patterns.length) {
    const to = endOfBatch(patterns, from)
    const alternation = compileAlternation(patterns.slice(from, to))
    if (alternation !== null) {
      indexOf.fill(joined.length, from, to)
      joined.push(alternation)
    }
    from = to
  }
  return { joined, indexOf }
}

/** As many patterns from `from` on as fit into one program, at least one. */
function endOfBatch(patterns: readonly string[], from: number): number {
  let size = 0
  let to = from
  for (; to < patterns.length; to++) {
    size += compileAlternation([patterns[to] as string])?.programSize() ?? maxJoinedSize
    if (size > maxJoinedSize && to > from) return to
  }
  return to
}

function compileAlternation(patterns: readonly string[]): RE2JS | null {
  try {
    const regex = RE2JS.compile(patterns.map((pattern) => `(?:${pattern})`).join('|'))
    return regex.programSize() <= 2 * maxJoinedSize ? regex : null
  } catch (error) {
    if (error instanceof RE2JSException) return null
    throw error
  }
}
