import type { Metadata } from 'next'
import { ErrorState } from '#components/error-state.tsx'
import { FirstTrace } from '#components/first-trace.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { Pager } from '#components/pager.tsx'
import { KeptContent } from '#live/kept-content.tsx'
import { LiveControl } from '#live/live-control.tsx'
import { isAnswered, load } from '#server/load.ts'
import { requireRole } from '#server/viewer.ts'
import { type SearchParameters, single } from '../../../search-parameters.ts'
import { type EmptyReason, explainEmpty } from './explain-empty.ts'
import { FilterChips } from './filter-chips.tsx'
import { NothingFound } from './nothing-found.tsx'
import { SessionFilters } from './session-filters.tsx'
import { SessionList } from './session-list.tsx'
import { activeFilters, filterOf, parseSessionQuery, type SessionQuery, sessionsPath } from './session-query.ts'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Sessions' }

export default async function SessionsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const parameters = await searchParams
  const query = parseSessionQuery(parameters)
  const cursor = single(parameters.cursor)
  const viewer = await requireRole('read')
  if (!viewer.ok && isAnswered(viewer)) return <ErrorState problem={viewer.problem} />
  const sessions = await load((client) => client.sessions({ ...filterOf(query, Date.now()), limit: 50, cursor }))
  const isBare = activeFilters(query).length === 0 && cursor === undefined
  const isNew = sessions.ok && sessions.value.items.length === 0 && isBare
  const key = `${sessionsPath(query)} ${cursor ?? ''}`
  return (
    <>
      <PageHeader
        title="Sessions"
        description="Runs of your agents, newest first, with what was decided in them."
        actions={<LiveControl />}
      />
      {isNew ? (
        <FirstTrace />
      ) : (
        <>
          <SessionFilters key={key} query={query} />
          <FilterChips query={query} />
          <KeptContent key={`list ${key}`} isKnown={isAnswered(sessions)}>
            <div className="rounded-lg border border-line bg-surface">
              {sessions.ok ? (
                sessions.value.items.length === 0 ? (
                  <NothingFound query={query} reason={await reasonOf(query, cursor)} />
                ) : (
                  <>
                    <SessionList sessions={sessions.value.items} />
                    <Pager
                      path="/sessions"
                      query={{ ...query }}
                      cursor={cursor}
                      nextCursor={sessions.value.nextCursor}
                    />
                  </>
                )
              ) : (
                <ErrorState problem={sessions.problem} />
              )}
            </div>
          </KeptContent>
        </>
      )}
    </>
  )
}

/** Null where it cannot be found out, and behind the last page. */
async function reasonOf(query: SessionQuery, cursor: string | undefined): Promise<EmptyReason | null> {
  if (cursor !== undefined || activeFilters(query).length === 0) return null
  const nowMs = Date.now()
  const reason = await load((client) =>
    explainEmpty(
      query,
      async (part) => (await client.sessions({ ...filterOf(part, nowMs), limit: 1 })).items.length === 0,
    ),
  )
  return reason.ok ? reason.value : null
}
