import type { RuleDefinition } from '@agentsentry/contract'
import { ArrowLeft } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Badge } from '#components/badge.tsx'
import { ButtonLink } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { load } from '#server/load.ts'
import { loadViewer } from '#server/viewer.ts'
import { differenceOf } from '../../set-difference.ts'
import { RestoreSet } from './restore-set.tsx'
import { SetDifference } from './set-difference-view.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Rule set' }

export default async function RuleSetPage({ params }: { params: Promise<{ number: string }> }) {
  const number = Number((await params).number)
  if (!Number.isSafeInteger(number) || number < 1) notFound()
  const [set, current, viewer] = await Promise.all([
    load((client) => client.ruleSet(number)),
    load((client) => client.rules()),
    loadViewer(),
  ])
  if (!set.ok && set.problem.kind === 'not-found') notFound()
  const title = `Rule set ${number}`
  if (!set.ok || !current.ok) {
    const problem = set.ok ? (current.ok ? null : current.problem) : set.problem
    return (
      <>
        <PageHeader title={title} />
        <Card flush>{problem === null ? null : <ErrorState problem={problem} />}</Card>
      </>
    )
  }
  const { previous } = set.value
  const before = previous === null ? null : await load((client) => client.ruleSet(previous))
  const now = current.value.map(withoutIdentity)
  const toHere = differenceOf(now, set.value.rules)
  const isInForce = toHere.length === 0
  const mayEdit = viewer.ok && viewer.value.mayEdit
  return (
    <>
      <PageHeader
        title={title}
        description={
          <>
            {set.value.rules.length} rules, {set.value.rules.filter(({ enabled }) => enabled).length} on; made{' '}
            <LocalTime at={set.value.created_at} show="time" />.{' '}
            {isInForce ? <Badge tone="accent">as the rules are now</Badge> : null}
          </>
        }
        actions={
          <>
            <ButtonLink href="/rules/sets" prefetch={false} size="small">
              <ArrowLeft aria-hidden="true" className="size-4" /> All rule sets
            </ButtonLink>
            {mayEdit && !isInForce ? <RestoreSet number={number} changes={countKinds(toHere)} /> : null}
          </>
        }
      />
      <div className="flex flex-col gap-4">
        <Card
          title="What it changed"
          description={previous === null ? 'It is the first.' : `Against rule set ${previous}.`}
        >
          {before !== null && !before.ok ? (
            <ErrorState problem={before.problem} />
          ) : (
            <SetDifference
              changes={differenceOf(before?.ok ? before.value.rules : [], set.value.rules)}
              none="Nothing but the order of the rules."
            />
          )}
        </Card>
        <Card
          title="What has changed since"
          description="From this rule set to the rules as they are now. Going back to it undoes this."
        >
          <SetDifference changes={differenceOf(set.value.rules, now)} none="Nothing: the rules are as they were." />
        </Card>
      </div>
    </>
  )
}

function withoutIdentity<Identified extends RuleDefinition & { id: number; created_at: string; updated_at: string }>({
  id: _id,
  created_at: _createdAt,
  updated_at: _updatedAt,
  ...definition
}: Identified) {
  return definition
}

function countKinds(changes: readonly { readonly kind: 'created' | 'updated' | 'deleted' }[]) {
  const count = (wanted: string) => changes.filter(({ kind }) => kind === wanted).length
  return { created: count('created'), updated: count('updated'), deleted: count('deleted') }
}
