import type { AuditEntry } from '@agentsentry/contract'
import Link from 'next/link'
import { HostileText } from '#components/hostile-text.tsx'
import { JsonTree } from '#components/json-tree.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { Table, TableCell, TableHead, TableRow } from '#components/table.tsx'
import { actionWords, targetHref } from './audit-words.ts'

/** Entries of the audit log, a line each: when, who, what, to which thing, with everything that was noted. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <Table label="Entries of the audit log">
      <thead>
        <tr>
          <TableHead className="text-right">No.</TableHead>
          <TableHead>When</TableHead>
          <TableHead>Who</TableHead>
          <TableHead>What</TableHead>
          <TableHead>Target</TableHead>
          <TableHead>Details</TableHead>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <TableRow key={entry.id}>
            <TableCell className="tabular text-right text-muted">{entry.id}</TableCell>
            <TableCell>
              <LocalTime at={entry.created_at} show="time" />
            </TableCell>
            <TableCell className="max-w-48 min-w-28">
              <HostileText text={entry.actor} limit={100} expandable={false} />
            </TableCell>
            <TableCell className="min-w-44">
              <Action action={entry.action} />
            </TableCell>
            <TableCell className="max-w-60 min-w-36">
              <Target entry={entry} />
            </TableCell>
            <TableCell className="w-full min-w-56">
              <JsonTree label={`Details of entry ${entry.id}`} value={entry.details} openLevels={0} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}

function Action({ action }: { action: string }) {
  const words = actionWords(action)
  return (
    <>
      {words === null ? null : <span className="block">{words}</span>}
      <span className="block font-mono text-xs text-muted">
        <HostileText text={action} limit={100} expandable={false} />
      </span>
    </>
  )
}

function Target({ entry }: { entry: AuditEntry }) {
  const href = targetHref(entry)
  const id = (
    <HostileText
      text={shortId(entry.target_id)}
      limit={80}
      expandable={false}
      className="font-mono text-[0.8125rem] whitespace-nowrap"
    />
  )
  return (
    <>
      <span className="block text-xs text-muted">
        <HostileText text={entry.target_type.replaceAll('_', ' ')} limit={40} expandable={false} />
      </span>
      {href === null ? (
        id
      ) : (
        <Link
          href={href}
          prefetch={false}
          className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
        >
          {id}
        </Link>
      )}
    </>
  )
}

/** Ids of one time begin alike, so both ends are shown. */
function shortId(id: string): string {
  return /^[0-9a-f-]{36}$/.test(id) ? `${id.slice(0, 8)}…${id.slice(-8)}` : id
}
