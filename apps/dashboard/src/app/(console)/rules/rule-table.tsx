import { Ghost } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '#components/badge.tsx'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { ModeBadge } from '#components/mode-badge.tsx'
import { SeverityBadge } from '#components/severity-badge.tsx'
import { Table, TableCell, TableHead, TableRow } from '#components/table.tsx'
import { type ListedRule, type RuleQuery, ruleListHref, type SortKey } from './rule-query.ts'
import { RuleToggle } from './rule-toggle.tsx'

export function RuleTable({
  listed,
  query,
  mayEdit,
  faulty,
}: {
  listed: readonly ListedRule[]
  query: RuleQuery
  mayEdit: boolean
  /** Names of rules that cannot be evaluated. */
  faulty: ReadonlySet<string>
}) {
  return (
    <Table label="Rules">
      <thead>
        <tr>
          {mayEdit ? <TableHead>On</TableHead> : null}
          <SortableHead query={query} by="name">
            Rule
          </SortableHead>
          <TableHead className="max-sm:hidden">Type</TableHead>
          <SortableHead query={query} by="decision">
            Decision
          </SortableHead>
          <SortableHead query={query} by="severity" className="max-md:hidden">
            Severity
          </SortableHead>
          <TableHead>State</TableHead>
          <SortableHead query={query} by="hits_24h" className="text-right">
            Hits 24 h
          </SortableHead>
          <SortableHead query={query} by="hits_30d" className="text-right">
            Hits 30 d
          </SortableHead>
          <SortableHead query={query} by="last_hit">
            Last hit
          </SortableHead>
        </tr>
      </thead>
      <tbody>
        {listed.map((each) => (
          <RuleLine key={each.rule.id} {...each} mayEdit={mayEdit} isFaulty={faulty.has(each.rule.name)} />
        ))}
      </tbody>
    </Table>
  )
}

function RuleLine({ rule, hits, mayEdit, isFaulty }: ListedRule & { mayEdit: boolean; isFaulty: boolean }) {
  return (
    <TableRow>
      {mayEdit ? (
        <TableCell>
          <RuleToggle id={rule.id} name={rule.name} enabled={rule.enabled} />
        </TableCell>
      ) : null}
      <TableCell className="min-w-56">
        <Link
          href={`/rules/${rule.id}`}
          prefetch={false}
          className="font-medium underline decoration-line-strong underline-offset-2 hover:decoration-current"
        >
          <HostileText text={rule.name} limit={120} expandable={false} />
        </Link>
        {isFaulty ? (
          <Badge tone="block" className="ml-2">
            faulty
          </Badge>
        ) : null}
        {rule.description === null || rule.description === '' ? null : (
          <p className="line-clamp-2 text-[0.8125rem] text-muted sm:line-clamp-1">
            <HostileText text={rule.description} limit={160} expandable={false} />
          </p>
        )}
        <Tags tags={rule.tags} />
      </TableCell>
      <TableCell className="max-sm:hidden">
        <code className="text-[0.8125rem]">{rule.rule_type}</code>
      </TableCell>
      <TableCell>
        <DecisionBadge decision={rule.decision} />
      </TableCell>
      <TableCell className="max-md:hidden">
        <SeverityBadge severity={rule.severity} />
      </TableCell>
      <TableCell>
        <ModeBadge mode={rule.mode} enabled={rule.enabled} />
      </TableCell>
      <HitsCell enforced={hits?.hits_24h} shadow={hits?.shadow_hits_24h} rule={rule.name} />
      <HitsCell enforced={hits?.hits_30d} shadow={hits?.shadow_hits_30d} rule={rule.name} />
      <TableCell className="whitespace-nowrap">
        {hits === null ? (
          <Unknown />
        ) : hits.last_hit_at === null ? (
          <span className="text-muted">never</span>
        ) : (
          <LocalTime at={hits.last_hit_at} />
        )}
      </TableCell>
    </TableRow>
  )
}

const shownTags = 4

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <ul aria-label="Tags" className="mt-1 flex flex-wrap gap-1 max-sm:hidden">
      {tags.slice(0, shownTags).map((tag) => (
        <li key={tag}>
          <Badge className="font-mono !text-[0.6875rem]">
            <HostileText text={tag} limit={40} expandable={false} />
          </Badge>
        </li>
      ))}
      {tags.length > shownTags ? <li className="text-xs text-muted">+{tags.length - shownTags}</li> : null}
    </ul>
  )
}

/** Traces in which the rule gave a reason, and below, in which it would have, were it not in shadow. */
function HitsCell({
  enforced,
  shadow,
  rule,
}: {
  enforced: number | undefined
  shadow: number | undefined
  rule: string
}) {
  if (enforced === undefined || shadow === undefined) {
    return (
      <TableCell className="text-right">
        <Unknown />
      </TableCell>
    )
  }
  const search = new URLSearchParams({ rule })
  return (
    <TableCell className="tabular text-right">
      {enforced === 0 ? (
        <span className={shadow === 0 ? 'text-muted' : undefined}>0</span>
      ) : (
        <Link
          href={`/sessions?${search}`}
          prefetch={false}
          className="underline decoration-line-strong underline-offset-2"
        >
          {enforced.toLocaleString('en')}
        </Link>
      )}
      {shadow === 0 ? null : (
        <span className="flex items-center justify-end gap-1 text-xs text-redact" title="matches in shadow">
          <Ghost aria-hidden="true" className="size-3" />
          {shadow.toLocaleString('en')}
          <span className="sr-only">in shadow</span>
        </span>
      )}
    </TableCell>
  )
}

const Unknown = () => <span className="text-muted">–</span>

function SortableHead({
  query,
  by,
  className,
  children,
}: {
  query: RuleQuery
  by: SortKey
  className?: string
  children: ReactNode
}) {
  const isSorted = query.sort === by
  // Names are read from A on; of everything else the most is of interest first.
  const isDescending = isSorted ? !query.isDescending : by !== 'name'
  const arrow = isSorted ? (query.isDescending ? '↓' : '↑') : ''
  return (
    <TableHead
      className={className}
      aria-sort={isSorted ? (query.isDescending ? 'descending' : 'ascending') : undefined}
    >
      <Link
        href={ruleListHref(query, { sort: by, isDescending })}
        prefetch={false}
        scroll={false}
        className="inline-flex min-h-6 items-center gap-1 hover:text-text"
      >
        {children}
        <span aria-hidden="true" className="inline-block w-2.5">
          {arrow}
        </span>
      </Link>
    </TableHead>
  )
}
