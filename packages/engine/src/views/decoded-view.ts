import type { Line } from '../collect-text.ts'
import type { Budget } from './budget.ts'
import { withNeighbours } from './context.ts'
import { decodeReading, mayDecode } from './decode/decode-reading.ts'
import { type FoldedLine, foldReading } from './fold/folded-line.ts'
import { gapIn, lineOf, type Reading } from './reading.ts'

const nothing: readonly Reading[] = []

/** What each line says once it is decoded, in the place of that line. An empty list for one that hides nothing. */
export function decodeLines(
  folded: readonly FoldedLine[],
  looksRotated: boolean,
  budget: Budget,
): (readonly Reading[])[] {
  const decoding = { looksRotated, cut: budget.cut }
  return folded.map(({ clean, causes }) => {
    if (!mayDecode(clean, causes, looksRotated)) return nothing
    const readings: Reading[] = []
    for (const { reading: decoded, causes: given } of decodeReading(clean, causes, decoding)) {
      const { looks } = foldReading(decoded, given, budget.cut)
      for (const reading of looks === decoded ? [decoded] : [decoded, looks]) {
        if (!budget.take(reading.prefix.length + reading.value.length)) return readings
        readings.push(reading)
      }
    }
    return readings
  })
}

/** Null when nothing was encoded. */
export function decodedView(
  folded: readonly FoldedLine[],
  decoded: readonly (readonly Reading[])[],
  budget: Budget,
): Line[] | null {
  if (decoded.every((readings) => readings.length === 0)) return null
  const originals = folded.map(({ looks, clean }) => (looks.value === clean.line.value ? clean.line : lineOf(looks)))
  const lines: Line[] = []
  for (const index of withNeighbours(originals, (at) => (decoded[at] as readonly Reading[]).length > 0)) {
    const readings = decoded[index] as readonly Reading[]
    const original = originals[index] as Line
    for (const [at, reading] of readings.entries()) {
      if (at > 0 && reading.prefix === readings[at - 1]?.prefix) lines.push(gapIn(original))
      lines.push(lineOf(reading))
    }
    if (readings.length > 0) continue
    if (budget.take(original.prefix.length + original.value.length)) lines.push(original)
  }
  return lines
}
