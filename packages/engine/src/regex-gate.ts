import { RE2JS, RE2JSException } from 're2js'
import { maxProgramSize } from './regex-matcher.ts'

/** Answers for several patterns at once, in one pass of a DFA, whether any of them can match a text. */
export interface RegexGate {
  opens(text: string): boolean
}

/**
 * Joins patterns into as few alternations as their sizes allow. Returns the gates and, for each pattern, the index of
 * its gate, or -1 where it has none (two patterns that name a group alike cannot stand in one alternation).
 */
export function compileRegexGates(patterns: readonly string[]): { gates: RegexGate[]; gateOf: number[] } {
  const gates: RegexGate[] = []
  const gateOf: number[] = patterns.map(() => -1)
  let from = 0
  while (from < patterns.length) {
    const to = endOfBatch(patterns, from)
    const joined = compileAlternation(patterns.slice(from, to))
    if (joined !== null) {
      gateOf.fill(gates.length, from, to)
      gates.push({ opens: (text) => joined.test(text) })
    }
    from = to
  }
  return { gates, gateOf }
}

/** As many patterns from `from` on as fit into one program, at least one. */
function endOfBatch(patterns: readonly string[], from: number): number {
  let size = 0
  let to = from
  for (; to < patterns.length; to++) {
    size += RE2JS.compile(patterns[to] as string).programSize()
    if (size > maxProgramSize && to > from) return to
  }
  return to
}

function compileAlternation(patterns: readonly string[]): RE2JS | null {
  try {
    return RE2JS.compile(patterns.map((pattern) => `(?:${pattern})`).join('|'))
  } catch (error) {
    if (error instanceof RE2JSException) return null
    throw error
  }
}
