import { type Decision, decisions, type SessionDetail } from '@agentsentry/contract'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { CopyButton } from '#components/copy-button.tsx'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { elapsedMs, formatDuration } from '#timeline/format-duration.ts'

/** Whose run it is, when, and what was decided in it. */
export function SessionFacts({ session }: { session: SessionDetail }) {
  const present = decisions.filter((each) => Object.hasOwn(session.decisions, each)).reverse()
  return (
    <div className="mb-4 flex flex-wrap items-start gap-x-8 gap-y-3">
      <Fact name="Steps">
        <span className="tabular font-medium">{session.traces.toLocaleString('en')}</span>
      </Fact>
      <Fact name="Decisions">
        <span className="flex flex-wrap gap-1">
          {present.length === 0 ? <span className="text-muted">none yet</span> : null}
          {present.map((decision: Decision) => (
            <Link
              key={decision}
              href={`/sessions/${encodeURIComponent(session.id)}?decision=${decision}`}
              prefetch={false}
              title={`Show the steps with ${decision}`}
            >
              <DecisionBadge decision={decision} count={session.decisions[decision] ?? 0} />
            </Link>
          ))}
        </span>
      </Fact>
      <Fact name="Agent">{orNone(session.agent)}</Fact>
      <Fact name="For">{orNone(session.user_id)}</Fact>
      <Fact name="Began">
        <LocalTime at={session.created_at} show="time" />
      </Fact>
      <Fact name="Lasted">
        <span className="tabular">{formatDuration(elapsedMs(session.created_at, session.updated_at))}</span>
      </Fact>
      {session.tags.length === 0 ? null : (
        <Fact name="Tags">
          <span className="flex max-w-96 flex-wrap gap-1">
            {session.tags.slice(0, 8).map((tag) => (
              <span key={tag} className="min-w-0 rounded-sm border border-line px-1.5 text-xs">
                <HostileText text={tag} limit={24} expandable={false} />
              </span>
            ))}
            {session.tags.length > 8 ? (
              <span className="text-xs text-muted">and {session.tags.length - 8} more</span>
            ) : null}
          </span>
        </Fact>
      )}
      <Fact name="Id">
        <span className="flex items-center gap-1">
          <code className="text-[0.8125rem]">
            <HostileText text={session.id} limit={80} expandable={false} />
          </code>
          <CopyButton text={session.id} label="Copy the id of the session" />
        </span>
      </Fact>
    </div>
  )
}

function orNone(text: string | null): ReactNode {
  if (text === null) return <span className="text-muted">not said</span>
  return <HostileText text={text} limit={60} expandable={false} />
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="text-xs text-muted">{name}</p>
      <div className="min-w-0">{children}</div>
    </div>
  )
}
