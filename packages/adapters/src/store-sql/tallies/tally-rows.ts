import { timeOfId } from '../id-time.ts'
import type { TraceTallyTable } from '../schema.ts'
import { floorTo, tallySteps } from './tally-steps.ts'
import type { CountedTrace, TraceCount } from './trace-counts.ts'

/** Gathers what many traces add to tallies, one row for each tally. */
export class TallyRows {
  readonly #oldestMinuteMs: number
  readonly #rows = new Map<string, TraceTallyTable>()

  constructor(oldestMinuteMs: number) {
    this.#oldestMinuteMs = oldestMinuteMs
  }

  /** The time is that of the id: pages of traces are ranges of ids. */
  add(trace: Pick<CountedTrace, 'id' | 'project_id' | 'created_at'>, counts: readonly TraceCount[], traces = 1): void {
    const timeMs = timeOfId(trace.id) ?? trace.created_at
    for (const { step, ms } of tallySteps) {
      const startsAt = floorTo(timeMs, ms)
      if (step === 'minute' && startsAt < this.#oldestMinuteMs) continue
      for (const { kind, name, decision } of counts)
        this.#addRow({
          project_id: trace.project_id,
          step,
          kind,
          starts_at: startsAt,
          name,
          decision,
          traces,
          last_at: trace.created_at,
        })
    }
  }

  /** In one order, whoever writes them. */
  get all(): TraceTallyTable[] {
    return [...this.#rows]
      .filter(([, { traces }]) => traces !== 0)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, row]) => row)
  }

  #addRow(row: TraceTallyTable): void {
    const { project_id, step, kind, starts_at, name, decision } = row
    const key = JSON.stringify([project_id, step, kind, starts_at, name, decision])
    const known = this.#rows.get(key)
    if (known === undefined) this.#rows.set(key, row)
    else {
      known.traces += row.traces
      known.last_at = Math.max(known.last_at, row.last_at)
    }
  }
}
