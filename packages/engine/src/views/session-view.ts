import type { Phase } from '@agentsentry/contract'
import type { Line } from '../collect-text.ts'
import { formatPointer } from '../glob.ts'
import type { Budget } from './budget.ts'
import { type FoldedLine, foldReading } from './fold/folded-line.ts'
import { plainReading } from './reading.ts'
import { remembered, type SessionMemory } from './session-memory.ts'

/** The beginnings of values behind the ends of earlier ones at the same place, next to one another or on two lines. */
export function sessionView(
  folded: readonly FoldedLine[],
  phase: Phase,
  { tails, partial = [] }: SessionMemory,
  { between, budget }: { readonly between: '' | '\n'; readonly budget: Budget },
): Line[] | null {
  const earlier = new Map<string, string[]>()
  for (const tail of tails) {
    if (tail.phase !== phase) continue
    const texts = earlier.get(tail.path)
    if (texts === undefined) earlier.set(tail.path, [tail.tail])
    else texts.push(tail.tail)
  }
  if (earlier.size === 0) return null
  const isPartial = partial.some((trace) => trace.phase === phase)
  const lines: Line[] = []
  for (const { looks } of folded) {
    const texts = looks.value === '' ? undefined : earlier.get(formatPointer(looks.line.segments))
    if (texts === undefined) {
      if (isPartial && looks.value !== '')
        budget.cut(`of an earlier trace ${remembered.leavesPerTrace} values are kept`)
      continue
    }
    const before = texts.map(asItLooks)
    const past = before.join(between).slice(-remembered.characters) + between
    const start = looks.value.slice(0, remembered.characters)
    if (budget.take(looks.prefix.length + past.length + start.length)) lines.push(lineAcross(looks, past, start))
  }
  return lines.length === 0 ? null : lines
}

function asItLooks(text: string): string {
  return foldReading(plainReading({ prefix: '', keyLength: 0, value: text, segments: [] })).looks.value
}

/** A match counts only across the seam, and is placed in the newer trace. */
function lineAcross({ line, prefix, keyLength, locate, via }: FoldedLine['looks'], past: string, start: string): Line {
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
