import { type Decision, decisions } from '@agentsentry/contract'
import { CircleCheck, CircleHelp, EyeOff, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import { Badge } from './badge.tsx'

const decisionIcons: Readonly<Record<Decision, LucideIcon>> = {
  allow: CircleCheck,
  warn: TriangleAlert,
  redact: EyeOff,
  ask: CircleHelp,
  block: OctagonX,
}

/** A decision that this version does not know counts as `block`. */
function knownDecision(decision: string): Decision {
  return decisions.find((known) => known === decision) ?? 'block'
}

/** The decision as colour, picture and word. `count` stands behind the word. */
export function DecisionBadge({ decision, count }: { decision: string; count?: number }) {
  const known = knownDecision(decision)
  const Icon = decisionIcons[known]
  return (
    <Badge tone={known}>
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      {known}
      {count === undefined ? null : <span className="tabular">{count}</span>}
    </Badge>
  )
}
