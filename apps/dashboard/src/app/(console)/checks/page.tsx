import { type CheckState, checkStates } from '@agentsentry/contract'
import type { Metadata } from 'next'
import { Card } from '#components/card.tsx'
import { EmptyState } from '#components/empty-state.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { Pager } from '#components/pager.tsx'
import { KeptContent } from '#live/kept-content.tsx'
import { LiveControl } from '#live/live-control.tsx'
import { isAnswered, load } from '#server/load.ts'
import { loadViewer } from '#server/viewer.ts'
import { type SearchParameters, single } from '../../../search-parameters.ts'
import { CheckList } from './check-list.tsx'
import { CostCard } from './cost-card.tsx'
import { emptyWords } from './empty-words.ts'
import { fillDays } from './fill-days.ts'
import { NoJudge } from './no-judge.tsx'
import { QueueSummary } from './queue-summary.tsx'
import { RetryAllDialog } from './retry-all-dialog.tsx'
import { StateTabs } from './state-tabs.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Checks' }

const perPage = 25
const costDays = 30
const refreshEveryMs = 3_000
/** Opinions come in without an event, unless they raise a decision. */
const refreshAnywayMs = 10_000

export default async function ChecksPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const parameters = await searchParams
  const state = stateOf(single(parameters.state))
  const cursor = single(parameters.cursor)
  const [viewer, attention, checks, costs] = await Promise.all([
    loadViewer(),
    load((client) => client.attention()),
    load((client) => client.checks({ state, cursor, limit: perPage })),
    load((client) => client.checkCosts(costDays)),
  ])
  const mayEdit = viewer.ok && viewer.value.mayEdit
  const known = attention.ok ? attention.value : null
  const hasNoJudge = known?.judge === 'none'
  const dead = known?.dead_checks.count ?? 0
  return (
    <>
      <PageHeader
        title="Checks"
        description="What a judge said after rules had decided, and what it was not asked or did not answer."
        actions={<LiveControl everyMs={refreshEveryMs} anywayMs={refreshAnywayMs} />}
      />
      <KeptContent key={`${state} ${cursor}`} isKnown={isAnswered(attention, checks, costs)}>
        {!attention.ok && !checks.ok ? (
          <Card>
            <ErrorState problem={checks.problem} />
          </Card>
        ) : (
          <div className="flex flex-col gap-4">
            {hasNoJudge ? <NoJudge /> : null}
            {known === null ? null : <QueueSummary attention={known} />}
            <Card
              title="Checks"
              description="Newest first. The decision of the rules stands until there is a stronger one."
              actions={mayEdit && dead > 0 ? <RetryAllDialog count={dead} /> : null}
              flush
            >
              <StateTabs current={state} attention={known} />
              {!checks.ok ? (
                <ErrorState problem={checks.problem} />
              ) : checks.value.items.length === 0 ? (
                <EmptyState title={emptyWords(state, hasNoJudge).title}>{emptyWords(state, hasNoJudge).why}</EmptyState>
              ) : (
                <CheckList checks={checks.value.items} mayEdit={mayEdit} showState={state === undefined} />
              )}
              {checks.ok ? (
                <Pager path="/checks" query={{ state }} cursor={cursor} nextCursor={checks.value.nextCursor} />
              ) : null}
            </Card>
            {costs.ok ? (
              <CostCard days={fillDays(costs.value, { days: costDays, nowMs: Date.now() })} />
            ) : (
              <Card title="Cost of the judge">
                <ErrorState problem={costs.problem} />
              </Card>
            )}
          </div>
        )}
      </KeptContent>
    </>
  )
}

/** All states for a word that names none. */
function stateOf(word: string | undefined): CheckState | undefined {
  return checkStates.find((state) => state === word)
}
