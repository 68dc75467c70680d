import type { Content, Phase } from '@agentsentry/contract'
import { collectText } from '../collect-text.ts'
import { formatPointer } from '../glob.ts'
import { foldReading } from './fold/folded-line.ts'
import { plainReading } from './reading.ts'

/**
 * For how many traces the ends of values are kept, of how many values of one trace, and how long each is: at most
 * `characters`, less where the values are so many that they would have more than `charactersPerTrace` together.
 */
export const remembered = { traces: 8, leavesPerTrace: 512, characters: 256, charactersPerTrace: 16_384 } as const

/** The end of a value of an earlier trace. */
interface Tail {
  /** JSON Pointer of the leaf. */
  readonly path: string
  /** As it looks: every later trace reads it so. */
  readonly tail: string
}

interface RememberedTrace {
  readonly phase: Phase
  readonly tails: readonly Tail[]
  /** Whether it had more values than are kept. */
  readonly isPartial: boolean
}

/**
 * What a session's earlier traces leave for later ones: the ends of their values, newest trace last. It depends on the
 * last `remembered.traces` traces and nothing else, so it can be made again from those.
 */
export interface SessionMemory {
  readonly traces: readonly RememberedTrace[]
}

export const emptyMemory: SessionMemory = { traces: [] }

/** The memory after one trace more. Pure. */
export function remember(memory: SessionMemory, { phase, content }: { phase: Phase; content: Content }): SessionMemory {
  const leaves = collectText(content).filter(({ segments, value }) => value !== '' && segments[0] !== 'tool')
  const kept = leaves.length > remembered.leavesPerTrace ? leaves.slice(0, remembered.leavesPerTrace) : leaves
  const characters = Math.min(remembered.characters, Math.floor(remembered.charactersPerTrace / kept.length))
  const tails = kept.map(({ segments, value }) => {
    return { path: formatPointer(segments), tail: asItLooks(endOf(value, characters)) }
  })
  const isPartial = kept.length < leaves.length
  return { traces: [...memory.traces.slice(1 - remembered.traces), { phase, tails, isPartial }] }
}

/** The last characters of a value, from the beginning of a word if it was cut. */
function endOf(value: string, characters: number): string {
  if (value.length <= characters) return value
  const end = value.slice(-characters)
  const blank = end.search(/\s/)
  return blank < 0 ? end : end.slice(blank)
}

function asItLooks(text: string): string {
  return foldReading(plainReading({ prefix: '', keyLength: 0, value: text, segments: [] })).looks.value
}
