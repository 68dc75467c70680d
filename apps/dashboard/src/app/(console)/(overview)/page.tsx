import type { Metadata } from 'next'
import { PageHeader } from '#components/page-header.tsx'
import { KeptContent } from '#live/kept-content.tsx'
import { LiveControl } from '#live/live-control.tsx'
import { isAnswered } from '#server/load.ts'
import type { SearchParameters } from '../../../search-parameters.ts'
import { loadOverview } from './load-overview.ts'
import { OverviewContent } from './overview-content.tsx'
import { RangePicker } from './range-picker.tsx'
import { parseTimeRange } from './time-range.ts'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Overview' }

/** Often enough to be current, and seldom enough for whoever reads. */
const refreshEveryMs = 3_000
/** What waits grows older also when nothing happens. */
const refreshAnywayMs = 30_000

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const nowMs = Date.now()
  const range = parseTimeRange(await searchParams, nowMs)
  const overview = await loadOverview(range, nowMs)
  const { attention, stats, stopped, sessions } = overview
  const key = range.preset?.id ?? `${range.fromMs} ${range.toMs}`
  return (
    <>
      <PageHeader
        title="Overview"
        description="What your agents do, what was stopped and why."
        actions={
          <>
            <RangePicker range={range} />
            <LiveControl everyMs={refreshEveryMs} anywayMs={refreshAnywayMs} />
          </>
        }
      />
      {range.problem === null ? null : (
        <p role="alert" className="mb-3 rounded-md border border-warn/40 bg-warn-soft px-3 py-1.5 text-warn">
          {range.problem}
        </p>
      )}
      <KeptContent key={key} isKnown={isAnswered(attention, stats, stopped, sessions)}>
        <OverviewContent overview={overview} range={range} nowMs={nowMs} />
      </KeptContent>
    </>
  )
}
