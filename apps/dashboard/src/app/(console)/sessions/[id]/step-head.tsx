import { Bot, ChevronRight, CircleCheck, Link2, type LucideIcon, Settings2, User, Wrench } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '#components/badge.tsx'
import { classNames } from '#components/class-names.ts'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { elapsedMs, formatDuration } from '#timeline/format-duration.ts'
import { toolOf } from '#timeline/join-steps.ts'
import type { Step, TimelineTrace } from '#timeline/timeline-step.ts'

const icons: Readonly<Record<TimelineTrace['role'], LucideIcon>> = {
  user: User,
  assistant: Bot,
  tool: Wrench,
  system: Settings2,
}

/** When, who, what was decided, and how long it took. */
export function StepHead({
  step: { first, result },
  previousAt,
  isOpen,
  onToggle,
}: {
  step: Step
  previousAt: string | null
  isOpen: boolean
  onToggle: () => void
}) {
  const tool = toolOf(first)
  const Icon = icons[first.role] ?? Wrench
  const sinceMs = previousAt === null ? null : elapsedMs(previousAt, first.createdAt)
  return (
    <>
      <p className="tabular flex items-baseline gap-2 text-xs text-muted md:flex-col md:gap-0 md:pt-0.5">
        <LocalTime at={first.createdAt} show="clock" />
        {sinceMs === null ? null : <span title="after the step before">+{formatDuration(sinceMs)}</span>}
      </p>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          className="flex min-h-7 min-w-0 items-center gap-1.5 rounded-sm text-left font-medium hover:bg-hover"
        >
          <ChevronRight
            aria-hidden="true"
            className={classNames('size-3.5 shrink-0 text-muted', isOpen && 'rotate-90')}
          />
          <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
          {first.role === 'tool' ? <span className="sr-only">tool </span> : null}
          <HostileText
            text={tool ?? (first.role === 'tool' ? 'tool without a name' : first.role)}
            limit={120}
            expandable={false}
            className={first.role === 'tool' ? 'font-mono text-[0.8125rem]' : undefined}
          />
        </button>
        <Decisions first={first} result={result} />
        <span className="tabular text-xs text-muted">
          {result === null ? null : `took ${formatDuration(elapsedMs(first.createdAt, result.createdAt))}`}
          {first.phase === 'tool_call' && result === null ? 'call, no result seen' : null}
          {first.phase === 'tool_result' ? 'result' : null}
        </span>
        <Badges traces={result === null ? [first] : [first, result]} />
        <span className="ml-auto flex items-center gap-1">
          <a
            href={`#${first.id}`}
            aria-label="Link to this step"
            title="Link to this step"
            className="grid size-7 place-items-center rounded-sm text-muted hover:bg-hover hover:text-text"
          >
            <Link2 aria-hidden="true" className="size-4" />
          </a>
          <Link
            href={`/traces/${encodeURIComponent(first.id)}`}
            prefetch={false}
            className="grid min-h-7 place-items-center rounded-sm px-1 text-xs text-muted underline underline-offset-2 hover:text-text"
          >
            details
          </Link>
        </span>
      </div>
    </>
  )
}

/** Of both, where they differ: what the call was given, and what its result was. */
function Decisions({ first, result }: Pick<Step, 'first' | 'result'>) {
  if (result === null || (result.decision === 'allow' && first.decision === 'allow')) {
    return first.decision === 'allow' ? <Allowed /> : <DecisionBadge decision={first.decision} />
  }
  return (
    <span className="inline-flex flex-wrap items-center gap-1 text-xs text-muted">
      call <DecisionBadge decision={first.decision} /> result <DecisionBadge decision={result.decision} />
    </span>
  )
}

/** Most steps are allowed: what is not should stand out. */
function Allowed() {
  return (
    <span className="inline-flex items-center gap-1 text-xs text-muted">
      <CircleCheck aria-hidden="true" className="size-3.5 shrink-0 text-allow" /> allow
    </span>
  )
}

function Badges({ traces }: { traces: readonly TimelineTrace[] }) {
  const masked = traces.reduce((sum, trace) => sum + trace.masked, 0)
  const shadow = traces.reduce((sum, trace) => sum + trace.shadow.length, 0)
  return (
    <>
      {traces.some(({ raise }) => raise !== null) ? <Badge tone="ask">raised later</Badge> : null}
      {masked === 0 ? null : <Badge tone="redact">{masked} masked</Badge>}
      {shadow === 0 ? null : <Badge>{shadow} in shadow</Badge>}
    </>
  )
}
