import { type Decision, decisions } from '@agentsentry/contract'
import { DecisionBadge } from './decision-badge.tsx'

/** How often each decision was met in a session, the strongest first. */
export function DecisionCounts({ counts }: { counts: Readonly<Record<string, number>> }) {
  const present = decisions
    .filter((decision) => Object.hasOwn(counts, decision) && (counts[decision] ?? 0) > 0)
    .reverse()
  if (present.length === 0) return <span className="whitespace-nowrap text-muted">no steps yet</span>
  return (
    <span className="flex flex-wrap gap-1">
      {present.map((decision: Decision) => (
        <DecisionBadge key={decision} decision={decision} count={counts[decision] ?? 0} />
      ))}
    </span>
  )
}
