import type { Check } from '@agentsentry/contract'
import { ArrowUp } from 'lucide-react'
import { Badge } from '#components/badge.tsx'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { explainCause } from './explain-cause.ts'

const mostCategories = 8

/** What the judge said, or why it said nothing and what to do about that. */
export function CheckOutcome({ check }: { check: Check }) {
  if (check.result !== null) return <Opinion result={check.result} />
  if (check.state === 'waiting') return <span className="text-muted">Nobody was asked yet.</span>
  return <NoOpinion check={check} />
}

function Opinion({ result }: { result: NonNullable<Check['result']> }) {
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-1.5">
        <DecisionBadge decision={result.decision} />
        {result.raised ? (
          <Badge tone="block">
            <ArrowUp aria-hidden="true" className="size-3.5 shrink-0" /> raised the decision
          </Badge>
        ) : null}
        {result.categories.slice(0, mostCategories).map((category) => (
          <Badge key={category}>
            <HostileText text={category} limit={40} expandable={false} />
          </Badge>
        ))}
      </p>
      <p className="text-muted">
        <HostileText text={result.explanation} limit={300} />
      </p>
    </div>
  )
}

function NoOpinion({ check: { cause, due_at: dueAt, state } }: { check: Check }) {
  const explained = explainCause(cause)
  if (explained === null) return <span className="text-muted">There was no opinion.</span>
  return (
    <div className="flex flex-col gap-0.5">
      <p>
        <span className="font-medium">{explained.title}.</span> <span className="text-muted">{explained.advice}</span>
      </p>
      <p className="text-[0.8125rem] text-muted">
        {explained.code === 'unknown' ? null : <code className="mr-1.5">{explained.code}</code>}
        <HostileText text={explained.words} limit={200} />
      </p>
      {state === 'unavailable' && dueAt !== null ? (
        <p className="text-[0.8125rem] text-muted">
          Asked again at <LocalTime at={dueAt} show="clock" />.
        </p>
      ) : null}
    </div>
  )
}
