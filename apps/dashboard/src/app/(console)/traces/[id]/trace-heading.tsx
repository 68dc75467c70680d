import type { PlacedTrace } from '@agentsentry/contract'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { LiveControl } from '#live/live-control.tsx'
import { toolOf } from '#timeline/join-steps.ts'

const pendingMs = 5_000

const phaseWords: Readonly<Record<PlacedTrace['phase'], string>> = {
  user: 'Message of the user',
  assistant: 'Message of the assistant',
  system: 'System message',
  tool_call: 'Call of a tool',
  tool_result: 'Result of a tool',
}

/** `isPending`: the judge has still to say something, and nobody tells when it agrees. */
export function TraceHeading({ trace, isPending }: { trace: PlacedTrace; isPending: boolean }) {
  const tool = toolOf(trace)
  return (
    <PageHeader
      title={
        <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
          <span>{phaseWords[trace.phase] ?? 'Step'}</span>
          {tool === null ? null : (
            <HostileText text={tool} limit={120} expandable={false} className="font-mono text-base" />
          )}
          <DecisionBadge decision={trace.decision} />
        </span>
      }
      description={<LocalTime at={trace.created_at} show="time" />}
      actions={
        <LiveControl kinds={['audit']} sessionId={trace.session_id} {...(isPending ? { anywayMs: pendingMs } : {})} />
      }
    />
  )
}
