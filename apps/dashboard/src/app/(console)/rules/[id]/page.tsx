import { formatRules } from '@agentsentry/engine'
import { History } from 'lucide-react'
import type { Metadata } from 'next'
import { ButtonLink } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { CodeBlock } from '#components/code-block.tsx'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { ModeBadge } from '#components/mode-badge.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { SeverityBadge } from '#components/severity-badge.tsx'
import { load } from '#server/load.ts'
import { loadViewer } from '#server/viewer.ts'
import { DeleteRule } from '../delete-rule.tsx'
import { draftOf } from '../editor/rule-draft.ts'
import { RuleEditor } from '../editor/rule-editor.tsx'
import { RuleTester } from '../editor/rule-tester.tsx'
import { trialForRule } from '../editor/trial-for-rule.ts'
import { loadRule } from './load-rule.ts'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Rule' }

export default async function RulePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const [loaded, hits, viewer] = await Promise.all([loadRule(id), load((client) => client.ruleHits()), loadViewer()])
  if (!loaded.ok) {
    return (
      <>
        <PageHeader title="Rule" />
        <Card flush>
          <ErrorState problem={loaded.problem} />
        </Card>
      </>
    )
  }
  const { id: number, created_at: _createdAt, updated_at: updatedAt, ...definition } = loaded.value
  const mayEdit = viewer.ok && viewer.value.mayEdit
  const found = hits.ok ? hits.value.find(({ rule }) => rule === definition.name) : undefined
  return (
    <>
      <PageHeader
        title={<HostileText text={definition.name} limit={200} expandable={false} />}
        actions={
          <>
            <ButtonLink href={`/rules/${number}/history`} prefetch={false} size="small">
              <History aria-hidden="true" className="size-4" /> History
            </ButtonLink>
            {mayEdit ? (
              <DeleteRule
                id={number}
                name={definition.name}
                isInForce={definition.enabled && definition.mode === 'enforce'}
              />
            ) : null}
          </>
        }
      />
      <div className="-mt-2 mb-4 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-[0.8125rem] text-muted">
        <ModeBadge mode={definition.mode} enabled={definition.enabled} />
        <DecisionBadge decision={definition.decision} />
        <SeverityBadge severity={definition.severity} />
        {hits.ok ? (
          <span className="tabular">
            hits: {sumOf(found?.hits_24h, found?.shadow_hits_24h)} in 24 h,{' '}
            {sumOf(found?.hits_30d, found?.shadow_hits_30d)} in 30 d
          </span>
        ) : null}
        <span>
          changed <LocalTime at={updatedAt} />
        </span>
      </div>
      {mayEdit ? (
        <RuleEditor key={number} id={number} initial={draftOf(definition)} initialTrial={trialForRule(definition)} />
      ) : (
        <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,34rem)]">
          <div className="min-w-0">
            <CodeBlock label="Rule as YAML" text={formatRules([definition])} limit={20_000} />
          </div>
          <div className="min-w-0">
            <RuleTester id={number} definition={definition} initialTrial={trialForRule(definition)} />
          </div>
        </div>
      )}
    </>
  )
}

function sumOf(enforced = 0, shadow = 0): string {
  return (enforced + shadow).toLocaleString('en')
}
