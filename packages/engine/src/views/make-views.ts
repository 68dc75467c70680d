import { Budget } from './budget.ts'
import { decodedView, decodeLines } from './decoded-view.ts'
import { foldLine } from './fold/folded-line.ts'
import { foldedViews } from './folded-view.ts'
import { joinedView } from './joined-view.ts'
import { sessionViews } from './session-view.ts'
import { shellView } from './shell-view.ts'
import type { View, ViewSource } from './view.ts'

/**
 * Views one after another, each made when asked for. A text that gives no cause for a view has none. Together they hold
 * at most 4 times the characters of the source and 64 KiB more; where that, or another bound, cuts something off, the
 * view says so, once for all views of a trace.
 */
export function* makeViews({ phase, lines, session, looksRotated }: ViewSource): Generator<View> {
  const budget = new Budget(lines)
  const folded = lines.map((line) => foldLine(line, budget.cut))
  for (const view of foldedViews(folded, budget)) yield* present('folded', view, budget)
  const decoded = decodeLines(folded, looksRotated, budget)
  yield* present('decoded', decodedView(folded, decoded, budget), budget)
  yield* present('shell', shellView(folded, decoded, budget), budget)
  for (const between of ['', ' '] as const) yield* present('joined', joinedView(folded, between, budget), budget)
  for (const lines of sessionViews(folded, { phase, session, budget })) yield* present('session', lines, budget)
}

function* present(name: View['name'], lines: View['lines'] | null, budget: Budget): Generator<View> {
  const incomplete = budget.report()
  if (incomplete !== null) yield { name, lines: lines ?? [], incomplete }
  else if (lines !== null) yield { name, lines }
}
