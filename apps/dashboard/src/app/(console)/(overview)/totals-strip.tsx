import type { Stats } from '@agentsentry/contract'
import type { ReactNode } from 'react'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { changeSince } from './change-since.ts'
import { formatMicroseconds } from './format-microseconds.ts'

const named = ['block', 'ask', 'redact', 'warn', 'allow'] as const

/** How much happened, against the period before: `before` is null where there are no figures of just that time. */
export function TotalsStrip({ stats, before, length }: { stats: Stats; before: Stats | null; length: string }) {
  const { totals, evaluation } = stats
  const changed = (key: keyof Stats['totals']) =>
    before === null ? null : <ChangeNote before={before.totals[key]} now={totals[key]} length={length} />
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-4 xl:grid-cols-8">
      <Total name="Steps" count={totals.traces} note={changed('traces')} />
      {named.map((decision) => (
        <Total
          key={decision}
          name={<DecisionBadge decision={decision} />}
          count={totals[decision]}
          note={changed(decision)}
        />
      ))}
      <Total name="Sessions opened" count={totals.sessions} note={changed('sessions')} />
      <Total
        name={<span title="How long rules took to judge a step">Evaluation, median</span>}
        count={evaluation === null ? '–' : formatMicroseconds(evaluation.p50_us)}
        note={
          <span className="text-muted">
            {evaluation === null ? 'nothing measured' : `p99 ${formatMicroseconds(evaluation.p99_us)}`}
          </span>
        }
      />
    </dl>
  )
}

function Total({ name, count, note }: { name: ReactNode; count: number | string; note: ReactNode }) {
  return (
    <div className="flex flex-col gap-0.5 bg-surface px-4 py-2.5">
      <dt className="min-h-6 text-[0.8125rem] text-muted">{name}</dt>
      <dd className="tabular text-xl font-semibold">
        {typeof count === 'number' ? count.toLocaleString('en') : count}
      </dd>
      <dd className="tabular min-h-5 text-[0.8125rem]">{note}</dd>
    </div>
  )
}

function ChangeNote({ before, now, length }: { before: number; now: number; length: string }) {
  const { short, long } = changeSince(before, now)
  const said = `${long} the ${length} before`
  return (
    <span className="text-muted" title={said}>
      <span aria-hidden="true">{short}</span>
      <span className="sr-only">{said}</span>
    </span>
  )
}
