import type { ListedSession } from '@agentsentry/sdk'
import { AgentName } from './agent-name.tsx'
import { DecisionCounts } from './decision-counts.tsx'
import { EmptyState } from './empty-state.tsx'
import { LocalTime } from './local-time.tsx'
import { SessionLink } from './session-link.tsx'
import { Table, TableCell, TableHead, TableRow } from './table.tsx'

/** Sessions with what was decided in them, one line each. */
export function SessionTable({ sessions }: { sessions: readonly ListedSession[] }) {
  if (sessions.length === 0) {
    return (
      <EmptyState title="No agent has run yet">
        A session begins with <code>POST /sessions</code>; each step of the agent is sent to <code>POST /traces</code>.
        Or try <code>npm run example send-trace</code>.
      </EmptyState>
    )
  }
  return (
    <Table label="Sessions">
      <thead>
        <tr>
          <TableHead>Session</TableHead>
          <TableHead className="max-sm:hidden">Agent</TableHead>
          <TableHead>Decisions</TableHead>
          <TableHead className="text-right max-sm:hidden">Steps</TableHead>
          <TableHead>Last step</TableHead>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <TableRow key={session.id}>
            <TableCell className="min-w-36 sm:min-w-64">
              <SessionLink session={session} />
            </TableCell>
            <TableCell className="min-w-28 max-sm:hidden">
              <AgentName agent={session.agent} />
            </TableCell>
            <TableCell className="lg:min-w-56">
              <DecisionCounts counts={session.decisions ?? {}} />
            </TableCell>
            <TableCell className="tabular text-right max-sm:hidden">
              {session.traces?.toLocaleString('en') ?? '–'}
            </TableCell>
            <TableCell>
              <LocalTime at={session.updated_at} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}
