import type { Selectable } from 'kysely'
import type { TraceTable } from '../schema.ts'
import { timeBucketOf } from './evaluation-times.ts'

/** What traces are counted by. The empty kind counts them all. */
export const tallyKinds = ['', 'phase', 'tool', 'agent', 'rule', 'rule-shadow', 'evaluation'] as const
export type TallyKind = (typeof tallyKinds)[number]

/** Where a trace counts as one. */
export interface TraceCount {
  readonly kind: TallyKind
  readonly name: string
  readonly decision: string
}

/** What is read of a trace to count it. */
export const countedColumns = [
  'traces.id',
  'traces.project_id',
  'traces.session_id',
  'traces.created_at',
  'traces.tool',
  'traces.phase',
  'traces.decision',
  'traces.reasons',
  'traces.shadow',
  'traces.elevation',
  'traces.evaluation_us',
] as const
type CountedColumn =
  | 'id'
  | 'project_id'
  | 'session_id'
  | 'created_at'
  | 'tool'
  | 'phase'
  | 'decision'
  | 'reasons'
  | 'shadow'
  | 'elevation'
  | 'evaluation_us'
export type CountedTrace = Pick<Selectable<TraceTable>, CountedColumn>

/** Names of tools come from agents, and may be of any length; a longer one counts among the others. */
const longestName = 200
/** Stands for names that are too long, or too many. */
export const otherNames = '(others)'

export function boundedName(name: string): string {
  return name.length > longestName ? otherNames : name
}

/** Names of the rules that gave a reason, the judge's among them, or that would have. */
export function rulesOf(trace: Pick<CountedTrace, 'reasons' | 'shadow' | 'elevation'>): {
  readonly enforced: ReadonlySet<string>
  readonly shadow: ReadonlySet<string>
} {
  const elevation = trace.elevation === null ? '[]' : `[${trace.elevation}]`
  return {
    enforced: new Set([...rulesIn(trace.reasons), ...rulesIn(elevation)]),
    shadow: new Set(rulesIn(trace.shadow)),
  }
}

function rulesIn(reasonsJson: string): string[] {
  if (reasonsJson === '[]') return []
  const reasons: { readonly rule?: unknown }[] = JSON.parse(reasonsJson)
  return reasons.flatMap(({ rule }) => (typeof rule === 'string' ? [boundedName(rule)] : []))
}

export function countsOf(trace: CountedTrace, agent: string | null): TraceCount[] {
  const { decision, phase, tool, evaluation_us: evaluationUs } = trace
  const { enforced, shadow } = rulesOf(trace)
  const counts: TraceCount[] = [
    { kind: '', name: '', decision },
    { kind: 'phase', name: phase, decision },
  ]
  if (tool !== null) counts.push({ kind: 'tool', name: boundedName(tool), decision })
  if (agent !== null) counts.push({ kind: 'agent', name: boundedName(agent), decision })
  for (const name of enforced) counts.push({ kind: 'rule', name, decision })
  for (const name of shadow) counts.push({ kind: 'rule-shadow', name, decision })
  if (evaluationUs !== null) counts.push({ kind: 'evaluation', name: timeBucketOf(evaluationUs), decision: '' })
  return counts
}
