import type { ListedSession } from '@agentsentry/sdk'
import { AgentName } from '#components/agent-name.tsx'
import { DecisionCounts } from '#components/decision-counts.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { SessionLink } from '#components/session-link.tsx'
import { Table, TableCell, TableHead, TableRow } from '#components/table.tsx'
import { HeldRows } from './held-rows.tsx'

const columns = 6
const mostTags = 3

/** Sessions with what was decided in them, newest first. What is on the page stays where it is while others begin. */
export function SessionList({ sessions }: { sessions: readonly ListedSession[] }) {
  return (
    <Table label="Sessions">
      <thead>
        <tr>
          <TableHead>Session</TableHead>
          <TableHead className="max-md:hidden">Agent</TableHead>
          <TableHead>Decisions</TableHead>
          <TableHead className="text-right max-sm:hidden">Steps</TableHead>
          <TableHead className="max-lg:hidden">Began</TableHead>
          <TableHead>Last step</TableHead>
        </tr>
      </thead>
      <HeldRows
        columns={columns}
        rows={sessions.map((session) => ({ id: session.id, node: <SessionRow session={session} /> }))}
      />
    </Table>
  )
}

function SessionRow({ session }: { session: ListedSession }) {
  return (
    <TableRow>
      <TableCell className="min-w-44 max-w-md">
        <SessionLink session={session} />
        <Tags tags={session.tags} />
      </TableCell>
      <TableCell className="min-w-28 max-w-56 max-md:hidden">
        <AgentName agent={session.agent} />
      </TableCell>
      <TableCell>
        <DecisionCounts counts={session.decisions ?? {}} />
      </TableCell>
      <TableCell className="tabular text-right max-sm:hidden">{session.traces?.toLocaleString('en') ?? '–'}</TableCell>
      <TableCell className="max-lg:hidden">
        <LocalTime at={session.created_at} show="time" />
      </TableCell>
      <TableCell>
        <LocalTime at={session.updated_at} />
      </TableCell>
    </TableRow>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-2 text-xs text-muted">
      {tags.slice(0, mostTags).map((tag) => (
        <span key={tag} className="min-w-0">
          #<HostileText text={tag} limit={30} expandable={false} />
        </span>
      ))}
      {tags.length > mostTags ? <span>and {tags.length - mostTags} more</span> : null}
    </p>
  )
}
