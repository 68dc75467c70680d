import type { Content, Phase } from '@agentsentry/contract'
import { collectText } from '../collect-text.ts'
import { formatPointer } from '../glob.ts'

/**
 * For how many traces the ends of values are kept, of how many values of one trace, and how long each is: at most
 * `characters`, less where the values are so many that they would have more than `charactersPerTrace` together.
 */
export const remembered = { traces: 8, leavesPerTrace: 512, characters: 256, charactersPerTrace: 16_384 } as const

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
  /** Traces that had more values than are kept; absent when there are none. */
  readonly partial?: readonly Pick<Tail, 'phase' | 'age'>[]
}

export const emptyMemory: SessionMemory = { tails: [] }

/** The memory after one trace more. Pure. */
export function remember(memory: SessionMemory, { phase, content }: { phase: Phase; content: Content }): SessionMemory {
  const leaves = collectText(content).filter(({ segments, value }) => value !== '' && segments[0] !== 'tool')
  const kept = leaves.slice(0, remembered.leavesPerTrace)
  const characters = Math.min(remembered.characters, Math.floor(remembered.charactersPerTrace / kept.length))
  const now = kept.map(({ segments, value }) => {
    return { phase, path: formatPointer(segments), tail: endOf(value, characters), age: 1 }
  })
  const tails = [...aged(memory.tails), ...now]
  const partial = aged(memory.partial ?? [])
  if (kept.length < leaves.length) partial.push({ phase, age: 1 })
  return partial.length === 0 ? { tails } : { tails, partial }
}

/** One trace later, without what is too old. */
function aged<T extends { readonly age: number }>(items: readonly T[]): T[] {
  return items.flatMap((item) => (item.age < remembered.traces ? [{ ...item, age: item.age + 1 }] : []))
}

/** The last characters of a value, from the beginning of a word if it was cut. */
function endOf(value: string, characters: number): string {
  if (value.length <= characters) return value
  const end = value.slice(-characters)
  const blank = end.search(/\s/)
  return blank < 0 ? end : end.slice(blank)
}
