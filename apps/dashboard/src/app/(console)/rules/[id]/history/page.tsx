import { definitionOf, type RuleVersion } from '@agentsentry/contract'
import { ArrowLeft, History } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '#components/badge.tsx'
import { ButtonLink } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { EmptyState } from '#components/empty-state.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { load } from '#server/load.ts'
import { loadViewer } from '#server/viewer.ts'
import { diffRules } from '../../rule-diff.ts'
import { RuleDiffView } from '../../rule-diff-view.tsx'
import { loadRule } from '../load-rule.ts'
import { RestoreVersion } from './restore-version.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'History of a rule' }

export default async function RuleHistoryPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const [rule, history, viewer] = await Promise.all([
    loadRule(id),
    load((client) => client.ruleHistory(Number(id))),
    loadViewer(),
  ])
  const problem = rule.ok ? (history.ok ? null : history.problem) : rule.problem
  const header = (
    <PageHeader
      title={rule.ok ? <HostileText text={rule.value.name} limit={200} expandable={false} /> : 'Rule'}
      description="What this rule was, newest first. Versions are found by its name."
      actions={
        <ButtonLink href={`/rules/${encodeURIComponent(id)}`} prefetch={false} size="small">
          <ArrowLeft aria-hidden="true" className="size-4" /> To the rule
        </ButtonLink>
      }
    />
  )
  if (problem !== null || !rule.ok || !history.ok) {
    return (
      <>
        {header}
        <Card flush>{problem === null ? null : <ErrorState problem={problem} />}</Card>
      </>
    )
  }
  const mayEdit = viewer.ok && viewer.value.mayEdit
  const current = JSON.stringify(definitionOf(rule.value))
  return (
    <>
      {header}
      {history.value.length === 0 ? (
        <Card flush>
          <EmptyState title="Nothing is known of earlier versions" icon={History} />
        </Card>
      ) : (
        <ol className="flex flex-col gap-4">
          {history.value.map((version, index) => (
            <Version
              key={version.rule_set}
              version={version}
              before={history.value[index + 1] ?? null}
              isNewest={index === 0}
              isCurrent={JSON.stringify(definitionOf(version.definition)) === current}
              ruleId={mayEdit ? rule.value.id : null}
            />
          ))}
        </ol>
      )}
    </>
  )
}

function Version({
  version,
  before,
  isNewest,
  isCurrent,
  ruleId,
}: {
  version: RuleVersion
  before: RuleVersion | null
  isNewest: boolean
  /** Alike, that is: an earlier version may be so, too. */
  isCurrent: boolean
  /** Null for those who may not bring it back. */
  ruleId: number | null
}) {
  return (
    <li>
      <Card
        title={
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <LocalTime at={version.at} show="time" />
            {isCurrent ? <Badge tone="accent">{isNewest ? 'as it is now' : 'the same as now'}</Badge> : null}
            {before === null ? <Badge>first version</Badge> : null}
          </span>
        }
        description={
          <>
            since{' '}
            <Link href={`/rules/sets/${version.rule_set}`} prefetch={false} className="underline underline-offset-2">
              rule set {version.rule_set}
            </Link>
          </>
        }
        actions={
          ruleId === null || isCurrent ? undefined : <RestoreVersion ruleId={ruleId} ruleSet={version.rule_set} />
        }
      >
        <RuleDiffView
          label={`Changes of rule set ${version.rule_set}`}
          fields={diffRules(before?.definition ?? null, version.definition)}
        />
      </Card>
    </li>
  )
}
