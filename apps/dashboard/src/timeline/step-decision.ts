import { type Decision, decisions, strongerDecision } from '@agentsentry/contract'
import type { Step } from './timeline-step.ts'

/** The stronger of what was decided of a call and of its result. A decision that we do not know counts as `block`. */
export function strongestOf({ first, result }: Step): Decision {
  const own = known(first.decision)
  return result === null ? own : strongerDecision(own, known(result.decision))
}

function known(decision: string): Decision {
  return decisions.find((each) => each === decision) ?? 'block'
}
