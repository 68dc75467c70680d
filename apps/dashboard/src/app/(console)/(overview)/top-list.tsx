import Link from 'next/link'
import { Card } from '#components/card.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { ShareBar } from './share-bar.tsx'

export interface TopRow {
  /** What somebody outside named. */
  readonly name: string
  readonly href: string
  readonly count: number
  /** How much of `count` stands out. */
  readonly part: number
  /** What the figures say, in words. */
  readonly words: string
}

/** What occurred most, each a way to the sessions that it occurred in. */
export function TopList({
  title,
  unit,
  tone,
  rows,
  empty,
}: {
  title: string
  unit: string
  /** The colour of what stands out. */
  tone: 'text-block' | 'text-accent'
  rows: readonly TopRow[]
  empty: string
}) {
  const most = Math.max(1, ...rows.map(({ count }) => count))
  return (
    <Card title={title} actions={<span className="text-xs text-muted">{unit}</span>} flush>
      {rows.length === 0 ? (
        <p className="px-4 py-3 text-muted">{empty}</p>
      ) : (
        <ul className="py-1">
          {rows.map((row) => (
            <li key={row.name}>
              <Link href={row.href} prefetch={false} title={row.words} className="block px-4 py-1.5 hover:bg-hover">
                <span className="flex items-baseline justify-between gap-3">
                  <span className="min-w-0 truncate">
                    <HostileText text={row.name} limit={120} expandable={false} />
                  </span>
                  <span className="tabular shrink-0">
                    {row.part > 0 && row.part < row.count ? (
                      <span className="text-muted" aria-hidden="true">
                        {row.part.toLocaleString('en')} of{' '}
                      </span>
                    ) : null}
                    <span aria-hidden="true">{row.count.toLocaleString('en')}</span>
                    <span className="sr-only">{row.words}</span>
                  </span>
                </span>
                <ShareBar whole={row.count / most} part={row.part / most} tone={tone} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
