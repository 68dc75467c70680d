import type { Attention } from '@agentsentry/contract'
import type { ReactNode } from 'react'
import { LocalTime } from '#components/local-time.tsx'

/** How the queue stands at the moment. */
export function QueueSummary({ attention }: { attention: Attention }) {
  const { waiting_checks: waiting, unavailable_checks: unavailable, dead_checks: dead } = attention
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4">
      <Figure name="Waiting" value={countOf(waiting.count)} />
      <Figure name="Oldest not done" value={waiting.oldest_at === null ? '–' : <LocalTime at={waiting.oldest_at} />} />
      <Figure name="Without an opinion so far" value={countOf(unavailable.count)} />
      <Figure
        name="Given up"
        value={<span className={dead.count > 0 ? 'text-block' : undefined}>{countOf(dead.count)}</span>}
      />
    </dl>
  )
}

function Figure({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div className="bg-surface px-4 py-2.5">
      <dt className="text-[0.8125rem] text-muted">{name}</dt>
      <dd className="tabular text-xl font-semibold">{value}</dd>
    </div>
  )
}

/** The API counts no further. */
function countOf(count: number): string {
  return count >= 1_000 ? '1,000+' : count.toLocaleString('en')
}
