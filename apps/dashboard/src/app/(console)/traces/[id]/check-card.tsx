import type { Check, PlacedTrace } from '@agentsentry/contract'
import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card } from '#components/card.tsx'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import type { Loaded } from '#server/load.ts'
import { formatDuration } from '#timeline/format-duration.ts'
import { raiseOf } from '#timeline/to-timeline-trace.ts'
import { CheckOutcome } from '../../checks/check-outcome.tsx'
import { CheckStateBadge } from '../../checks/check-state-badge.tsx'
import { RetryButton } from '../../checks/retry-button.tsx'

/** What the judge said of the step after it was answered, or why it has not. */
export function CheckCard({ trace, check, mayEdit }: { trace: PlacedTrace; check: Loaded<Check>; mayEdit: boolean }) {
  if (!check.ok) {
    return (
      <Card title="Judge">
        {check.problem.kind === 'not-found' ? (
          <p className="text-muted">The judge was not asked about this step.</p>
        ) : (
          <ErrorState problem={check.problem} />
        )}
      </Card>
    )
  }
  const { state, attempts, result } = check.value
  const raise = raiseOf(trace, result === null ? null : { at: result.created_at, model: result.model })
  return (
    <Card title="Judge" actions={<CheckStateBadge state={state} />}>
      <div className="flex flex-col gap-3">
        {raise === null ? null : (
          <p className="flex flex-wrap items-center gap-1.5">
            <DecisionBadge decision={raise.from} />
            <ArrowRight aria-label="raised to" className="size-3.5 text-muted" />
            <DecisionBadge decision={raise.to} />
            <span className="text-muted">
              raised after the answer{raise.at === null ? null : <>, {<LocalTime at={raise.at} show="time" />}</>}
            </span>
          </p>
        )}
        <CheckOutcome check={check.value} />
        {state === 'dead' && mayEdit ? <RetryButton traceId={trace.id} /> : null}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-[0.8125rem]">
          <Fact name="Asked">
            {attempts} {attempts === 1 ? 'time' : 'times'}
          </Fact>
          {result === null ? null : <Figures result={result} />}
        </dl>
      </div>
    </Card>
  )
}

function Figures({ result }: { result: NonNullable<Check['result']> }) {
  const { model, cost_usd: cost, latency_ms: latency, prompt_tokens: read, completion_tokens: written, cached } = result
  return (
    <>
      <Fact name="Model">
        <HostileText text={model} limit={120} expandable={false} />
      </Fact>
      <Fact name="Answered">
        <LocalTime at={result.created_at} show="time" /> in {formatDuration(latency)}
      </Fact>
      <Fact name="Cost">
        {cached ? 'nothing, known from an equal step' : cost === null ? 'not told' : `$${cost.toFixed(5)}`}
      </Fact>
      <Fact name="Tokens">
        {read === null && written === null
          ? 'not told'
          : `${(read ?? 0).toLocaleString('en')} read, ${(written ?? 0).toLocaleString('en')} written`}
      </Fact>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="tabular min-w-0">{children}</dd>
    </>
  )
}
