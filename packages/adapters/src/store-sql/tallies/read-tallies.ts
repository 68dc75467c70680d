import { type Decision, decisions } from '@agentsentry/contract'
import { sql } from 'kysely'
import { timeOfId } from '../id-time.ts'
import type { Scope } from '../scope.ts'
import type { LiveTrace } from './live-traces.ts'
import { dayMs, floorTo, hourMs, spansOf } from './tally-steps.ts'
import { countsOf, type TallyKind } from './trace-counts.ts'

export type DecisionCounts = Record<Decision, number>

export function noCounts(): DecisionCounts {
  return { allow: 0, warn: 0, redact: 0, ask: 0, block: 0 }
}

function isDecision(text: string): text is Decision {
  return (decisions as readonly string[]).includes(text)
}

/** What is counted of one name: per decision, and when the last came in. */
export interface NameCounts {
  traces: number
  readonly decisions: DecisionCounts
  lastMs: number
}

/** Counts of some kinds, by kind and by name. */
export class KindCounts {
  readonly #kinds = new Map<TallyKind, Map<string, NameCounts>>()

  add(kind: TallyKind, name: string, counted: { decision: string; traces: number; lastMs: number }): void {
    const names = this.#kinds.get(kind) ?? new Map<string, NameCounts>()
    this.#kinds.set(kind, names)
    const counts = names.get(name) ?? { traces: 0, decisions: noCounts(), lastMs: 0 }
    names.set(name, counts)
    counts.traces += counted.traces
    counts.lastMs = Math.max(counts.lastMs, counted.lastMs)
    if (isDecision(counted.decision)) counts.decisions[counted.decision] += counted.traces
  }

  addLive(traces: readonly LiveTrace[], kinds: readonly TallyKind[]): void {
    for (const trace of traces)
      for (const { kind, name, decision } of countsOf(trace, trace.agent))
        if (kinds.includes(kind)) this.add(kind, name, { decision, traces: 1, lastMs: trace.created_at })
  }

  names(kind: TallyKind): ReadonlyMap<string, NameCounts> {
    return this.#kinds.get(kind) ?? new Map()
  }

  /** Those with most traces first. */
  top(kind: TallyKind, count: number): [string, NameCounts][] {
    return [...this.names(kind)]
      .filter(([, { traces }]) => traces > 0)
      .sort(([left, one], [right, other]) => other.traces - one.traces || (left < right ? -1 : 1))
      .slice(0, count)
  }
}

interface Range {
  readonly fromMs: number
  readonly toMs: number
}

/** What tallies say of some kinds between two times of whole minutes. */
export async function readKinds(
  { db, projectId }: Scope,
  kinds: readonly TallyKind[],
  { fromMs, toMs }: Range,
): Promise<KindCounts> {
  const counts = new KindCounts()
  for (const span of spansOf(fromMs, toMs)) {
    const rows = await db
      .selectFrom('trace_tallies')
      .select(['kind', 'name', 'decision'])
      .select(({ fn }) => [fn.sum<number>('traces').as('traces'), fn.max<number>('last_at').as('last_at')])
      .where('project_id', '=', projectId)
      .where('step', '=', span.step)
      .where('kind', 'in', kinds)
      .where('starts_at', '>=', span.fromMs)
      .where('starts_at', '<', span.toMs)
      .groupBy(['kind', 'name', 'decision'])
      .execute()
    for (const { kind, name, decision, traces, last_at: lastMs } of rows)
      counts.add(kind as TallyKind, name, { decision, traces: Number(traces), lastMs })
  }
  return counts
}

/** Traces for each decision in every step of this length between two times, by the start of the step. */
export async function readSeries(
  { db, projectId }: Scope,
  { fromMs, toMs, stepMs }: Range & { readonly stepMs: number },
  live: readonly LiveTrace[],
): Promise<Map<number, DecisionCounts>> {
  const series = new Map<number, DecisionCounts>()
  for (let at = fromMs; at < toMs; at += stepMs) series.set(at, noCounts())
  const step = stepMs % dayMs === 0 ? 'day' : stepMs % hourMs === 0 ? 'hour' : 'minute'
  const length = sql.lit(stepMs)
  const start = sql<number>`(starts_at / ${length}) * ${length}`
  const rows = await db
    .selectFrom('trace_tallies')
    .select(['decision', start.as('at')])
    .select(({ fn }) => fn.sum<number>('traces').as('traces'))
    .where('project_id', '=', projectId)
    .where('step', '=', step)
    .where('kind', '=', '')
    .where('starts_at', '>=', fromMs)
    .where('starts_at', '<', toMs)
    .groupBy(['decision', start])
    .execute()
  for (const { at, decision, traces } of rows) {
    const counts = series.get(Number(at))
    if (counts !== undefined && isDecision(decision)) counts[decision] += Number(traces)
  }
  for (const { id, created_at, decision } of live) {
    const counts = series.get(floorTo(timeOfId(id) ?? created_at, stepMs))
    if (counts !== undefined && isDecision(decision)) counts[decision] += 1
  }
  return series
}
