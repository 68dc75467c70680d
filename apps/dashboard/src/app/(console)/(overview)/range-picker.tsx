import { CalendarRange } from 'lucide-react'
import Link from 'next/link'
import { Button } from '#components/button.tsx'
import { classNames } from '#components/class-names.ts'
import { TimeField } from '#components/time-field.tsx'
import { presets, type TimeRange } from './time-range.ts'

/** Which time the page is about: a range that moves on with the time, or a fixed one. Works without scripts. */
export function RangePicker({ range }: { range: TimeRange }) {
  const from = new Date(range.fromMs).toISOString()
  const to = new Date(range.toMs).toISOString()
  return (
    <div className="flex flex-wrap items-center gap-2">
      <nav aria-label="Time range">
        <ul className="flex rounded-md border border-line-strong bg-surface">
          {presets.map(({ id, label }) => (
            <li key={id}>
              <Link
                href={`/?range=${id}`}
                prefetch={false}
                scroll={false}
                aria-current={range.preset?.id === id ? 'true' : undefined}
                className={classNames(
                  'inline-flex min-h-9 items-center rounded-md px-2.5 text-[0.8125rem] font-medium whitespace-nowrap md:min-h-7',
                  range.preset?.id === id ? 'bg-accent text-on-accent' : 'hover:bg-hover',
                )}
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <details className="relative">
        <summary
          className={classNames(
            'inline-flex min-h-9 list-none items-center gap-1.5 rounded-md border border-line-strong px-2.5 text-[0.8125rem] font-medium md:min-h-7 [&::-webkit-details-marker]:hidden',
            range.preset === null ? 'bg-accent text-on-accent' : 'bg-surface hover:bg-hover',
          )}
        >
          <CalendarRange aria-hidden="true" className="size-3.5" /> Custom
        </summary>
        <form
          method="get"
          action="/"
          className="absolute right-0 z-20 mt-1 flex w-64 flex-col gap-3 rounded-md border border-line bg-raised p-3 shadow-lg max-sm:right-auto max-sm:left-0"
        >
          <input type="hidden" name="range" value={range.base.id} />
          <TimeField key={from} label="From" name="from" at={from} />
          <TimeField key={`${to} end`} label="To" name="to" at={to} />
          <Button type="submit" variant="primary">
            Show this time
          </Button>
        </form>
      </details>
    </div>
  )
}
