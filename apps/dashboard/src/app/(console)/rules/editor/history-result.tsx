'use client'

import type { Decision } from '@agentsentry/contract'
import { ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import type { Replayed, ReplayProgress } from './replay-history.ts'
import { phaseWords } from './rule-options.ts'

const mostListed = 50

/** An agent goes on after `allow` and `warn` alone. */
function stops(decision: Decision): boolean {
  return decision !== 'allow' && decision !== 'warn'
}

export function HistoryResult({ progress, isOutdated }: { progress: ReplayProgress; isOutdated: boolean }) {
  const { judged, matched } = progress
  if (judged === 0) return null
  const matching = matched.filter(({ outcome }) => outcome.reason !== null)
  const stopped = matched.filter(({ outcome }) => stops(outcome.after) && !stops(outcome.before))
  const freed = matched.filter(({ outcome }) => stops(outcome.before) && !stops(outcome.after))
  const others = matching.filter((each) => !stopped.includes(each) && !freed.includes(each))
  return (
    <div className="flex flex-col gap-3">
      {isOutdated ? <p className="text-[0.8125rem] text-warn">The rule has changed since; try again.</p> : null}
      <dl className="grid grid-cols-3 gap-2">
        <Figure word="match" count={matching.length} />
        <Figure word="newly stopped" count={stopped.length} tone={stopped.length > 0 ? 'text-block' : undefined} />
        <Figure word="no longer stopped" count={freed.length} tone={freed.length > 0 ? 'text-warn' : undefined} />
      </dl>
      <Listing title="Newly stopped" items={stopped} />
      <Listing title="No longer stopped" items={freed} />
      <Listing title="Also matched" items={others} />
      <p className="text-xs text-muted">
        Each step is judged by itself: what only several steps of a session show together is not found here.
      </p>
    </div>
  )
}

function Figure({ word, count, tone }: { word: string; count: number; tone?: string | undefined }) {
  return (
    <div className="rounded-md border border-line px-3 py-2">
      <dt className="text-xs text-muted">{word}</dt>
      <dd className={`tabular text-lg font-semibold ${tone ?? ''}`}>{count}</dd>
    </div>
  )
}

function Listing({ title, items }: { title: string; items: readonly Replayed[] }) {
  if (items.length === 0) return null
  return (
    <section>
      <h3 className="text-[0.8125rem] font-medium">{title}</h3>
      <ul className="max-h-72 divide-y divide-line overflow-y-auto">
        {items.slice(0, mostListed).map(({ trace, outcome }) => (
          <li key={trace.id} className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1.5 text-[0.8125rem]">
            <DecisionBadge decision={outcome.before} />
            <ArrowRight aria-label="becomes" className="size-3.5 text-muted" />
            <DecisionBadge decision={outcome.after} />
            <Link
              href={`/traces/${encodeURIComponent(trace.id)}`}
              prefetch={false}
              target="_blank"
              className="underline decoration-line-strong underline-offset-2"
            >
              {phaseWords[trace.phase]}
              {trace.tool === null ? null : (
                <>
                  {' '}
                  <HostileText text={trace.tool} limit={60} expandable={false} className="font-mono" />
                </>
              )}
            </Link>
            {outcome.reason?.excerpt === undefined ? null : (
              <span className="min-w-0 text-muted">
                <HostileText text={outcome.reason.excerpt} limit={100} expandable={false} className="font-mono" />
              </span>
            )}
            <span className="flex-1" />
            <LocalTime at={trace.createdAt} className="text-muted" />
          </li>
        ))}
      </ul>
      {items.length > mostListed ? <p className="text-xs text-muted">and {items.length - mostListed} more</p> : null}
    </section>
  )
}
