import type { Phase } from '@agentsentry/contract'
import type { Line } from '../collect-text.ts'
import { formatPointer } from '../glob.ts'
import type { Budget } from './budget.ts'
import type { FoldedLine } from './fold/folded-line.ts'
import { remembered, type SessionMemory } from './session-memory.ts'

type Looks = FoldedLine['looks']

/** A value, and the ends of earlier ones at its place, oldest first. */
interface Sequel {
  readonly looks: Looks
  readonly earlier: readonly string[]
}

/**
 * The beginnings of values behind the ends of earlier ones at the same place, next to one another and then on two lines.
 * Null where there is nothing to read.
 */
export function* sessionViews(
  folded: readonly FoldedLine[],
  { phase, session, budget }: { readonly phase: Phase; readonly session: SessionMemory; readonly budget: Budget },
): Generator<Line[] | null> {
  const sequels = sequelsOf(folded, phase, session, budget)
  for (const between of ['', '\n'] as const) yield linesAcross(sequels, between, budget)
}

function sequelsOf(
  folded: readonly FoldedLine[],
  phase: Phase,
  { traces }: SessionMemory,
  budget: Budget,
): readonly Sequel[] {
  const earlier = new Map<string, string[]>()
  let isPartial = false
  for (const trace of traces) {
    if (trace.phase !== phase) continue
    isPartial ||= trace.isPartial
    for (const { path, tail } of trace.tails) {
      const texts = earlier.get(path)
      if (texts === undefined) earlier.set(path, [tail])
      else texts.push(tail)
    }
  }
  const sequels: Sequel[] = []
  if (earlier.size === 0) return sequels
  for (const { looks } of folded) {
    if (looks.value === '') continue
    const texts = earlier.get(formatPointer(looks.line.segments))
    if (texts !== undefined) sequels.push({ looks, earlier: texts })
    else if (isPartial) budget.cut(`of an earlier trace ${remembered.leavesPerTrace} values are kept`)
  }
  return sequels
}

function linesAcross(sequels: readonly Sequel[], between: '' | '\n', budget: Budget): Line[] | null {
  const lines: Line[] = []
  for (const { looks, earlier } of sequels) {
    const past = earlier.join(between).slice(-remembered.characters) + between
    const start = looks.value.slice(0, remembered.characters)
    if (budget.take(looks.prefix.length + past.length + start.length)) lines.push(lineAcross(looks, past, start))
  }
  return lines.length === 0 ? null : lines
}

/** A match counts only across the seam, and is placed in the newer trace. */
function lineAcross({ line, prefix, keyLength, locate, via }: Looks, past: string, start: string): Line {
  const { segments } = line
  const seam = past.length
  const inStart = (offset: number) => Math.min(Math.max(offset - seam, 0), start.length)
  return {
    prefix,
    keyLength,
    value: past + start,
    segments,
    seam,
    origin: { via, locate: (from, to) => ({ segments, span: locate(inStart(from), inStart(to)) }) },
  }
}
