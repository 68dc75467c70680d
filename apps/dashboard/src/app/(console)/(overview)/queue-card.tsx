import type { Attention } from '@agentsentry/contract'
import Link from 'next/link'
import { Card } from '#components/card.tsx'
import { LocalTime } from '#components/local-time.tsx'

/** How the worker stands that asks the judge and tells by webhook. */
export function QueueCard({ attention }: { attention: Attention }) {
  const {
    waiting_checks: waiting,
    unavailable_checks: unavailable,
    dead_checks: dead,
    dead_deliveries: deliveries,
  } = attention
  return (
    <Card title="Worker’s queue" flush>
      {attention.judge === 'none' ? (
        <p className="border-b border-line px-4 py-2 text-[0.8125rem] text-muted">
          No judge is set up, so nothing waits for one.{' '}
          <Link href="/checks" prefetch={false} className="underline underline-offset-2">
            How to set one up
          </Link>
        </p>
      ) : null}
      <ul className="py-1">
        <Line href="/checks?state=waiting" word="Checks that wait" count={waiting.count} />
        <Line href="/checks?state=unavailable" word="Without an opinion so far" count={unavailable.count} />
        <Line href="/checks?state=dead" word="Given up" count={dead.count} />
        <Line word="Webhooks given up" count={deliveries.count} />
      </ul>
      {waiting.oldest_at === null ? null : (
        <p className="border-t border-line px-4 py-1.5 text-[0.8125rem] text-muted">
          The oldest that is not done came in <LocalTime at={waiting.oldest_at} />
        </p>
      )}
    </Card>
  )
}

function Line({ href, word, count }: { href?: string; word: string; count: number }) {
  const line = (
    <>
      <span>{word}</span>
      <span className={count === 0 ? 'tabular text-muted' : 'tabular font-medium'}>
        {count.toLocaleString('en')}
        {count >= 1_000 ? '+' : ''}
      </span>
    </>
  )
  const classes = 'flex min-h-8 items-center justify-between gap-3 px-4 py-1'
  return (
    <li>
      {href === undefined ? (
        <span className={classes}>{line}</span>
      ) : (
        <Link href={href} prefetch={false} className={`${classes} hover:bg-hover`}>
          {line}
        </Link>
      )}
    </li>
  )
}
