import type { Line } from '../collect-text.ts'
import type { Budget } from './budget.ts'
import { withNeighbours } from './context.ts'
import type { FoldedLine } from './fold/folded-line.ts'
import { gapIn, lineOf, plainReading, type Reading } from './reading.ts'

/** What folding makes of the lines, one reading at a time, so that the end of a text stays its end. */
export function* foldedViews(folded: readonly FoldedLine[], budget: Budget): Generator<Line[]> {
  if (folded.every(({ changed }) => !changed)) return
  const hasLooks = folded.some(({ looks }) => isNews(looks))
  if (hasLooks) yield linesOf(folded, ({ looks }) => looks, budget)
  const hasClean = folded.some(({ clean, looks }) => isNews(clean) && clean.value !== looks.value)
  if (hasClean) yield linesOf(folded, ({ clean }) => clean, budget)
  const most = Math.max(...folded.map(({ others }) => Math.min(others.length, mostSeparate)))
  for (let at = 0; at < most; at++)
    yield linesOf(folded, ({ looks, others }) => others[at] ?? plainReading(looks.line), budget)
  const rest: Line[] = []
  for (const { others } of folded) for (const reading of others.slice(mostSeparate)) add(rest, reading, budget, true)
  if (rest.length > 0) yield rest
}

/** How many further readings of each line are looked at on their own; those beyond stand one after another. */
const mostSeparate = 4

function isNews({ line, prefix, value }: Reading): boolean {
  return value !== line.value || prefix !== line.prefix
}

function linesOf(folded: readonly FoldedLine[], pick: (line: FoldedLine) => Reading, budget: Budget): Line[] {
  const originals = folded.map(({ clean }) => clean.line)
  const isNew = (index: number) => isNews(pick(folded[index] as FoldedLine))
  const lines: Line[] = []
  for (const index of withNeighbours(originals, isNew)) {
    const reading = pick(folded[index] as FoldedLine)
    if (isNew(index)) add(lines, reading, budget, false)
    else if (budget.take(reading.prefix.length + reading.value.length)) lines.push(originals[index] as Line)
  }
  return lines
}

function add(lines: Line[], reading: Reading, budget: Budget, isApart: boolean): void {
  if (!budget.take(reading.prefix.length + reading.value.length)) return
  lines.push(...(isApart ? [gapIn(reading.line)] : []), lineOf(reading))
}
