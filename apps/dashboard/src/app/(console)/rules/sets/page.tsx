import type { RuleSetSummary } from '@agentsentry/contract'
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
import { Pager } from '#components/pager.tsx'
import { Table, TableCell, TableHead, TableRow } from '#components/table.tsx'
import { load } from '#server/load.ts'
import { type SearchParameters, single } from '../../../../search-parameters.ts'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'History of the rules' }

export default async function RuleSetsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const cursor = single((await searchParams).cursor)
  const sets = await load((client) => client.ruleSets({ limit: 50, cursor }))
  return (
    <>
      <PageHeader
        title="History of the rules"
        description="Every change makes a new rule set; each step names the one that judged it."
        actions={
          <ButtonLink href="/rules" prefetch={false} size="small">
            <ArrowLeft aria-hidden="true" className="size-4" /> To the rules
          </ButtonLink>
        }
      />
      <Card flush>
        {!sets.ok ? (
          <ErrorState problem={sets.problem} />
        ) : sets.value.items.length === 0 ? (
          <EmptyState title="No rule set is recorded yet" icon={History} />
        ) : (
          <>
            <RuleSetTable sets={sets.value.items} isNewest={cursor === undefined} />
            <Pager path="/rules/sets" cursor={cursor} nextCursor={sets.value.nextCursor} />
          </>
        )}
      </Card>
    </>
  )
}

function RuleSetTable({ sets, isNewest }: { sets: readonly RuleSetSummary[]; isNewest: boolean }) {
  return (
    <Table label="Rule sets">
      <thead>
        <tr>
          <TableHead>Rule set</TableHead>
          <TableHead>What changed</TableHead>
          <TableHead>By</TableHead>
          <TableHead className="text-right">Rules on</TableHead>
          <TableHead>When</TableHead>
        </tr>
      </thead>
      <tbody>
        {sets.map((set, index) => (
          <TableRow key={set.number}>
            <TableCell className="whitespace-nowrap">
              <Link
                href={`/rules/sets/${set.number}`}
                prefetch={false}
                className="tabular font-medium underline decoration-line-strong underline-offset-2"
              >
                {set.number}
              </Link>{' '}
              {isNewest && index === 0 ? <Badge tone="accent">in force</Badge> : null}
            </TableCell>
            <TableCell className="min-w-64">
              <Changes changed={set.changed} />
            </TableCell>
            <TableCell>
              {set.actor === null ? (
                <span className="text-muted">not known</span>
              ) : (
                <HostileText text={set.actor} limit={60} expandable={false} />
              )}
            </TableCell>
            <TableCell className="tabular text-right whitespace-nowrap">
              {set.enabled} <span className="text-muted">of {set.rules}</span>
            </TableCell>
            <TableCell>
              <LocalTime at={set.created_at} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}

const kinds = [
  ['created', 'created', 'accent'],
  ['updated', 'changed', 'warn'],
  ['toggled', 'switched', 'neutral'],
  ['deleted', 'deleted', 'block'],
] as const
const shownNames = 3

function Changes({ changed }: { changed: RuleSetSummary['changed'] }) {
  const present = kinds.filter(([kind]) => changed[kind].length > 0)
  if (present.length === 0) return <span className="text-muted">the order of the rules</span>
  return (
    <ul className="flex flex-col gap-1">
      {present.map(([kind, word, tone]) => (
        <li key={kind} className="flex flex-wrap items-baseline gap-x-1.5 gap-y-1">
          <Badge tone={tone}>
            {word} <span className="tabular">{changed[kind].length}</span>
          </Badge>
          {changed[kind].slice(0, shownNames).map((name) => (
            <HostileText key={name} text={name} limit={60} expandable={false} className="text-[0.8125rem]" />
          ))}
          {changed[kind].length > shownNames ? <span className="text-muted">…</span> : null}
        </li>
      ))}
    </ul>
  )
}
