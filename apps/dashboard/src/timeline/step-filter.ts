import { type Decision, decisions, type Phase, phases, type Trace } from '@agentsentry/contract'

/** Which steps of a session are shown. `stopped` stands for everything that was not simply allowed. */
export interface StepFilter {
  readonly decision?: Decision | 'stopped' | undefined
  readonly phase?: Phase | undefined
}

/** What an address names; values that we do not know are passed over. */
export function parseStepFilter(decision: string | undefined, phase: string | undefined): StepFilter {
  return {
    decision: decision === 'stopped' ? 'stopped' : decisions.find((known) => known === decision),
    phase: phases.find((known) => known === phase),
  }
}

export function isFiltered({ decision, phase }: StepFilter): boolean {
  return decision !== undefined || phase !== undefined
}

export function passes(trace: Pick<Trace, 'decision' | 'phase'>, { decision, phase }: StepFilter): boolean {
  if (phase !== undefined && trace.phase !== phase) return false
  if (decision === undefined) return true
  return decision === 'stopped' ? trace.decision !== 'allow' : trace.decision === decision
}
