import type { Content, Phase } from '@agentsentry/contract'
import { collectText } from '../collect-text.ts'
import { formatPointer } from '../glob.ts'

/** For how many traces an end of a value is kept, how many there are of one trace, and how long each is. */
export const remembered = { traces: 8, leavesPerTrace: 16, characters: 256 } as const

/** The end of a value of an earlier trace. */
interface Tail {
  readonly phase: Phase
  /** JSON Pointer of the leaf. */
  readonly path: string
  readonly tail: string
  /** How many traces ago it was; 1 for the trace before. */
  readonly age: number
}

/**
 * What a session's earlier traces leave for later ones: the ends of their values, newest trace last. It depends on the
 * last `remembered.traces` traces and nothing else, so it can be made again from those.
 */
export interface SessionMemory {
  readonly tails: readonly Tail[]
}

export const emptyMemory: SessionMemory = { tails: [] }

/** The memory after one trace more. Pure. */
export function remember(memory: SessionMemory, { phase, content }: { phase: Phase; content: Content }): SessionMemory {
  const tails: Tail[] = []
  for (const tail of memory.tails) if (tail.age < remembered.traces) tails.push({ ...tail, age: tail.age + 1 })
  let leaves = 0
  for (const { segments, value } of collectText(content)) {
    if (value === '' || segments[0] === 'tool') continue
    if (++leaves > remembered.leavesPerTrace) break
    tails.push({ phase, path: formatPointer(segments), tail: endOf(value), age: 1 })
  }
  return { tails }
}

/** The last characters of a value, from the beginning of a word if it was cut. */
function endOf(value: string): string {
  if (value.length <= remembered.characters) return value
  const end = value.slice(-remembered.characters)
  const blank = end.search(/\s/)
  return blank < 0 ? end : end.slice(blank)
}
