import type { Verdict } from '@agentsentry/engine'
import type { Meters, Recorded, RuleHit } from '../ports.ts'

/** Counts a trace that was recorded now; one that was recorded before has been counted then. */
export function count(
  { trace, replayed }: Recorded,
  { verdict, commitUs }: { readonly verdict: Verdict; readonly commitUs: number },
  meters: Meters,
): void {
  if (replayed) return
  meters.traceChecked({
    decision: trace.decision,
    phase: trace.phase,
    ruleHits: hitsOf(verdict),
    evaluationUs: trace.evaluationUs,
    commitMs: commitUs / 1000,
  })
}

function hitsOf({ reasons, shadow }: Verdict): RuleHit[] {
  return [
    ...reasons.map(({ rule }): RuleHit => ({ rule, mode: 'enforced' })),
    ...shadow.map(({ rule }): RuleHit => ({ rule, mode: 'shadow' })),
  ]
}
