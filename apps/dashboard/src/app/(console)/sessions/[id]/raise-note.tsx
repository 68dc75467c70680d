import { ArrowRight } from 'lucide-react'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import type { Raise } from '#timeline/timeline-step.ts'

/** What a judge changed after the step had been answered, and when. */
export function RaiseNote({ raise: { from, to, at, model } }: { raise: Raise }) {
  return (
    <p className="flex flex-wrap items-center gap-1.5 text-[0.8125rem]">
      <DecisionBadge decision={from} />
      <ArrowRight aria-label="raised to" className="size-3.5 text-muted" />
      <DecisionBadge decision={to} />
      <span className="text-muted">
        raised by the judge after the step was answered
        {at === null ? null : (
          <>
            , <LocalTime at={at} show="time" />
          </>
        )}
        {model === null ? null : (
          <>
            , by <HostileText text={model} limit={80} expandable={false} />
          </>
        )}
      </span>
    </p>
  )
}
