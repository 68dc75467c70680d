import type { Metadata } from 'next'
import { ButtonLink } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { EmptyState } from '#components/empty-state.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { Pager } from '#components/pager.tsx'
import { KeptContent } from '#live/kept-content.tsx'
import { LiveControl } from '#live/live-control.tsx'
import { isAnswered, load } from '#server/load.ts'
import { type SearchParameters, single } from '../../../search-parameters.ts'
import { AuditFilter } from './audit-filter.tsx'
import { type AuditQuery, cutPage, readAuditQuery } from './audit-query.ts'
import { AuditTable } from './audit-table.tsx'
import { SealCard } from './seal-card.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Audit' }

const perPage = 50
const refreshEveryMs = 3_000

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const parameters = await searchParams
  const query = readAuditQuery(parameters)
  const cursor = single(parameters.cursor)
  const { action, target_type, from, to } = query
  const [head, entries] = await Promise.all([
    load((client) => client.auditHead()),
    // A time as a cursor asks for what was written before it.
    load((client) => client.auditLogs({ action, target_type, cursor: cursor ?? to, limit: perPage })),
  ])
  return (
    <>
      <PageHeader
        title="Audit"
        description="What stopped an agent, and who changed how agents are judged. Entries are never changed and never removed."
        actions={<LiveControl kinds={['audit']} everyMs={refreshEveryMs} />}
      />
      <KeptContent key={JSON.stringify([query, cursor])} isKnown={isAnswered(head, entries)}>
        <div className="flex flex-col gap-4">
          {head.ok ? <SealCard head={head.value} /> : entries.ok ? <ErrorCard problem={head.problem} /> : null}
          <Card title="Entries" description="Newest first." flush>
            <AuditFilter query={query} />
            {entries.ok ? (
              <Entries page={cutPage(entries.value, from)} query={query} cursor={cursor} />
            ) : (
              <ErrorState problem={entries.problem} />
            )}
          </Card>
        </div>
      </KeptContent>
    </>
  )
}

function Entries({
  page: { items, nextCursor },
  query,
  cursor,
}: {
  page: ReturnType<typeof cutPage<Parameters<typeof AuditTable>[0]['entries'][number]>>
  query: AuditQuery
  cursor: string | undefined
}) {
  const isFiltered = Object.values(query).some((wish) => wish !== undefined)
  return (
    <>
      {items.length > 0 ? (
        <AuditTable entries={items} />
      ) : isFiltered || cursor !== undefined ? (
        <EmptyState
          title="No entry is like that"
          action={
            <ButtonLink href="/audit" prefetch={false}>
              Show all entries
            </ButtonLink>
          }
        >
          Ask for less, or for another time.
        </EmptyState>
      ) : (
        <EmptyState title="Nothing is written yet">
          The first entry comes with the first step that is stopped, or the first rule that is changed.
        </EmptyState>
      )}
      <Pager path="/audit" query={{ ...query }} cursor={cursor} nextCursor={nextCursor} />
    </>
  )
}

function ErrorCard({ problem }: { problem: Parameters<typeof ErrorState>[0]['problem'] }) {
  return (
    <Card>
      <ErrorState problem={problem} />
    </Card>
  )
}
