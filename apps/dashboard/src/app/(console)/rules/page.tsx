import { Download, History, Plus, SearchX, ShieldOff, Upload } from 'lucide-react'
import type { Metadata } from 'next'
import { ButtonLink } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { EmptyState } from '#components/empty-state.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { load } from '#server/load.ts'
import { loadViewer } from '#server/viewer.ts'
import type { SearchParameters } from '../../../search-parameters.ts'
import { RuleFilter } from './rule-filter.tsx'
import { RuleNotice } from './rule-notice.tsx'
import { isFiltered, joinHits, readRuleQuery, selectRules } from './rule-query.ts'
import { RuleTable } from './rule-table.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Rules' }

export default async function RulesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const query = readRuleQuery(await searchParams)
  const [rules, hits, attention, viewer] = await Promise.all([
    load((client) => client.rules()),
    load((client) => client.ruleHits()),
    load((client) => client.attention()),
    loadViewer(),
  ])
  const mayEdit = viewer.ok && viewer.value.mayEdit
  const header = <RulesHeader mayEdit={mayEdit} count={rules.ok ? rules.value.length : null} />
  if (!rules.ok) {
    return (
      <>
        {header}
        <Card flush>
          <ErrorState problem={rules.problem} />
        </Card>
      </>
    )
  }
  const faulty = attention.ok ? attention.value.rules_faulty : []
  const listed = selectRules(joinHits(rules.value, hits.ok ? hits.value : null), query)
  const enabled = rules.value.filter((rule) => rule.enabled).length
  return (
    <>
      {header}
      <RuleNotice enabled={enabled} faulty={faulty} />
      <Card flush aria-label="Rules">
        {rules.value.length === 0 ? <NoRules mayEdit={mayEdit} /> : <RuleFilter query={query} />}
        {rules.value.length > 0 && listed.length === 0 ? (
          <EmptyState
            title="No rule is like that"
            icon={SearchX}
            action={
              <ButtonLink href="/rules" prefetch={false}>
                Show all {rules.value.length}
              </ButtonLink>
            }
          />
        ) : null}
        {listed.length === 0 ? null : (
          <RuleTable listed={listed} query={query} mayEdit={mayEdit} faulty={new Set(faulty.map(({ rule }) => rule))} />
        )}
      </Card>
      {rules.value.length === 0 ? null : (
        <p className="mt-2 text-[0.8125rem] text-muted">
          {isFiltered(query) ? `${listed.length} of ` : ''}
          {count(rules.value.length)}, {enabled} on.
          {hits.ok ? '' : ` Hits are not shown: ${hits.problem.detail}`}
        </p>
      )}
    </>
  )
}

function count(rules: number): string {
  return `${rules} ${rules === 1 ? 'rule' : 'rules'}`
}

function RulesHeader({ mayEdit, count }: { mayEdit: boolean; count: number | null }) {
  return (
    <PageHeader
      title="Rules"
      description="What agents are judged by. A change is in force for the very next step."
      actions={
        <>
          <ButtonLink href="/rules/sets" prefetch={false} size="small">
            <History aria-hidden="true" className="size-4" /> History
          </ButtonLink>
          {count === 0 ? null : (
            <a
              href="/rules/export"
              download="agentsentry-rules.yaml"
              className="inline-flex min-h-9 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2.5 text-[0.8125rem] font-medium hover:bg-hover md:min-h-7"
            >
              <Download aria-hidden="true" className="size-4" /> Export
            </a>
          )}
          {mayEdit ? (
            <>
              <ButtonLink href="/rules/import" prefetch={false} size="small">
                <Upload aria-hidden="true" className="size-4" /> Import
              </ButtonLink>
              <ButtonLink href="/rules/new" prefetch={false} size="small" variant="primary">
                <Plus aria-hidden="true" className="size-4" /> New rule
              </ButtonLink>
            </>
          ) : null}
        </>
      }
    />
  )
}

function NoRules({ mayEdit }: { mayEdit: boolean }) {
  return (
    <EmptyState
      title="There are no rules"
      icon={ShieldOff}
      action={
        mayEdit ? (
          <ButtonLink href="/rules/new" variant="primary" prefetch={false}>
            Write the first rule
          </ButtonLink>
        ) : undefined
      }
    >
      Without rules everything is allowed. The starter pack is <code>rules/starter.yaml</code>.
    </EmptyState>
  )
}
