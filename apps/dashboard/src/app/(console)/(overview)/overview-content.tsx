import { ArrowLeft } from 'lucide-react'
import { ButtonLink } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { FirstTrace } from '#components/first-trace.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { SessionTable } from '#components/session-table.tsx'
import { AttentionList } from './attention-list.tsx'
import { DecisionChart } from './decision-chart.tsx'
import { DecisionTable } from './decision-table.tsx'
import type { Overview } from './load-overview.ts'
import { QueueCard } from './queue-card.tsx'
import { StoppedSteps } from './stopped-steps.tsx'
import { formatLength, type TimeRange } from './time-range.ts'
import { TopLists } from './top-lists.tsx'
import { TotalsStrip } from './totals-strip.tsx'

export function OverviewContent({ overview, range, nowMs }: { overview: Overview; range: TimeRange; nowMs: number }) {
  const { attention, stats, stopped, sessions } = overview
  const failed = [attention, stats, stopped, sessions]
  // One answer for all of it: the same sentence four times helps nobody.
  const [down] = failed.flatMap((part) => (part.ok || part.problem.kind !== 'unreachable' ? [] : [part.problem]))
  if (down !== undefined && failed.every((part) => !part.ok)) {
    return (
      <Card>
        <ErrorState problem={down} />
      </Card>
    )
  }
  if (isNew(overview, range)) {
    return (
      <div className="flex flex-col gap-4">
        {attention.ok ? <AttentionList attention={attention.value} nowMs={nowMs} /> : <ErrorCard {...attention} />}
        <FirstTrace />
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      {attention.ok ? <AttentionList attention={attention.value} nowMs={nowMs} /> : <ErrorCard {...attention} />}
      {stats.ok ? <Figures overview={overview} range={range} nowMs={nowMs} /> : <ErrorCard {...stats} />}
      <div className="grid gap-4 xl:grid-cols-3">
        <div className="flex min-w-0 flex-col gap-4 xl:col-span-2">
          <Card title="Stopped last" description="Blocked, or to be asked about." flush>
            {stopped.ok ? <StoppedSteps traces={stopped.value} /> : <ErrorState problem={stopped.problem} />}
          </Card>
          <Card
            title={range.preset === null ? 'Sessions opened in this time' : 'Newest sessions'}
            actions={
              <ButtonLink href="/sessions" size="small" variant="quiet" prefetch={false}>
                All sessions
              </ButtonLink>
            }
            flush
          >
            {sessions.ok ? <SessionTable sessions={sessions.value} /> : <ErrorState problem={sessions.problem} />}
          </Card>
        </div>
        <div className="grid min-w-0 content-start gap-4 md:grid-cols-2 xl:grid-cols-1">
          {stats.ok ? <TopLists stats={stats.value} /> : null}
          {attention.ok ? <QueueCard attention={attention.value} /> : null}
        </div>
      </div>
    </div>
  )
}

function Figures({
  overview: { stats, before },
  range,
  nowMs,
}: {
  overview: Overview
  range: TimeRange
  nowMs: number
}) {
  if (!stats.ok) return null
  const { from, to, series, step_seconds: stepSeconds } = stats.value
  const fromMs = Date.parse(from)
  const lengthMs = range.preset?.lengthMs ?? Math.min(Date.parse(to), nowMs) - fromMs
  return (
    <>
      <TotalsStrip stats={stats.value} before={before} length={formatLength(lengthMs)} />
      <Card
        title="Decisions over time"
        description={
          range.preset === null ? (
            <>
              <LocalTime at={from} show="time" /> to <LocalTime at={to} show="time" />
            </>
          ) : (
            `The last ${range.preset.words}, in your time zone`
          )
        }
        actions={
          range.preset !== null ? null : (
            <ButtonLink href={`/?range=${range.base.id}`} size="small" prefetch={false} scroll={false}>
              <ArrowLeft aria-hidden="true" className="size-3.5" /> Back to the last {range.base.words}
            </ButtonLink>
          )
        }
      >
        <DecisionChart
          series={series}
          stepSeconds={stepSeconds}
          fromMs={fromMs}
          toMs={Date.parse(to)}
          base={range.base}
          isFixed={range.preset === null}
        />
        <DecisionTable series={series} stepSeconds={stepSeconds} base={range.base} />
      </Card>
    </>
  )
}

function ErrorCard({ problem }: Extract<Overview['stats'], { ok: false }>) {
  return (
    <Card>
      <ErrorState problem={problem} />
    </Card>
  )
}

/** No agent has ever sent a step: opening a session is only how one begins. */
function isNew({ sessions, stats }: Overview, { preset }: TimeRange): boolean {
  if (!sessions.ok || !stats.ok || preset === null) return false
  return stats.value.totals.traces === 0 && sessions.value.every(({ traces }) => traces === 0)
}
