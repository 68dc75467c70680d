import type { Trace } from '@agentsentry/contract'
import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { EmptyState } from '#components/empty-state.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { stepSummary } from './step-summary.ts'

/** The newest steps that were blocked or have to be asked about: which, where, and why in a line. */
export function StoppedSteps({ traces }: { traces: readonly Trace[] }) {
  if (traces.length === 0) {
    return (
      <EmptyState title="No step was stopped in this time" icon={CircleCheck}>
        Steps that rules block, or want a person asked about, are listed here.
      </EmptyState>
    )
  }
  return (
    <ul className="divide-y divide-line">
      {traces.map((trace) => {
        const { where, rule, why } = stepSummary(trace)
        return (
          <li key={trace.id}>
            <Link
              href={`/traces/${encodeURIComponent(trace.id)}`}
              prefetch={false}
              className="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-2 hover:bg-hover"
            >
              <span>
                <DecisionBadge decision={trace.decision} />
              </span>
              <span className="min-w-0">
                <span className="block truncate">
                  <HostileText text={where} limit={80} expandable={false} className="font-medium" />
                  {rule === null ? null : (
                    <span className="text-muted">
                      {' · '}
                      <HostileText text={rule} limit={80} expandable={false} />
                    </span>
                  )}
                </span>
                <span className="block truncate text-muted">
                  <HostileText text={why} limit={200} expandable={false} />
                </span>
              </span>
              <LocalTime at={trace.created_at} className="text-[0.8125rem] text-muted" />
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
