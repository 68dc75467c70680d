import type { ReplayError, SessionOutcome } from './replay-session.ts'
import { addFigures, type Figures, figuresOf, noFigures } from './session-figures.ts'
import { ShadowCounts, type ShadowRow } from './shadow-counts.ts'

/** Traces of one source and label, by decision. */
export interface DecisionRow {
  readonly source: string
  readonly label: string
  sessions: number
  traces: number
  readonly decisions: Map<string, number>
}

/** Adds up what came of the sessions, one at a time. */
export class ReplaySummary {
  sessions = 0
  /** Traces that were sent, that got a verdict, and that the server holds afterwards. */
  readonly traces = { sent: 0, answered: 0, recorded: 0 }
  /** How many errors of each status. */
  readonly errors = new Map<string, number>()
  /** Ids of sessions of which the server holds another number of traces than it gave verdicts. */
  readonly differing: string[] = []
  /** Sessions with errors are in no figure. */
  leftOut = 0
  readonly figures = new Map<string, Figures>()
  readonly #rows = new Map<string, DecisionRow>()
  readonly #shadow = new ShadowCounts()

  get failed(): boolean {
    return this.errors.size > 0 || this.differing.length > 0
  }

  /** By source, then label. */
  get rows(): DecisionRow[] {
    const key = ({ source, label }: DecisionRow) => JSON.stringify([source, label])
    return [...this.#rows.values()].sort((left, right) => (key(left) < key(right) ? -1 : 1))
  }

  get shadow(): ShadowRow[] {
    return this.#shadow.rows
  }

  get allFigures(): Figures {
    return [...this.figures.values()].reduce(addFigures, noFigures)
  }

  add(outcome: SessionOutcome): void {
    const { session, steps, recordedCount, errors } = outcome
    const answered = steps.filter(({ decision }) => decision !== null).length
    this.sessions++
    this.traces.sent += steps.length
    this.traces.answered += answered
    this.traces.recorded += recordedCount ?? 0
    if (recordedCount !== null && recordedCount !== answered) this.differing.push(session.id)
    this.#countDecisions(outcome)
    for (const step of steps) this.#shadow.add(step)
    for (const error of errors) this.addError(error)
    if (errors.length > 0) this.leftOut++
    else this.figures.set(session.source, addFigures(this.figures.get(session.source) ?? noFigures, figuresOf(outcome)))
  }

  addError({ status }: ReplayError): void {
    this.errors.set(status, (this.errors.get(status) ?? 0) + 1)
  }

  #countDecisions({ session: { source, label }, steps }: SessionOutcome): void {
    const key = JSON.stringify([source, label])
    const row = this.#rows.get(key) ?? { source, label, sessions: 0, traces: 0, decisions: new Map() }
    this.#rows.set(key, row)
    row.sessions++
    for (const { decision } of steps) {
      if (decision === null) continue
      row.traces++
      row.decisions.set(decision, (row.decisions.get(decision) ?? 0) + 1)
    }
  }
}
