import { type Decision, decisionStrength, type Reason, type Trace } from '@agentsentry/contract'
import { marksOf } from './marks-of.ts'
import { shortenContent } from './shorten-content.ts'
import type { Raise, TimelineTrace } from './timeline-step.ts'

/** What a timeline needs of a trace. When a decision was raised is not in the trace: that is told by its check. */
export function toTimelineTrace(trace: Trace, checked: { at: string; model: string } | null = null): TimelineTrace {
  const { content, shortenedFrom } = shortenContent(trace.content, marksOf(trace))
  return {
    id: trace.id,
    role: trace.role,
    phase: trace.phase,
    decision: trace.decision,
    reasons: trace.reasons,
    shadow: trace.shadow,
    createdAt: trace.created_at,
    masked: trace.masked,
    content,
    shortenedFrom,
    raise: raiseOf(trace, checked),
  }
}

/** A reason that was not there when the trace was answered. */
export function isLater({ type }: Reason): boolean {
  return type === 'dynamic'
}

/** From what to what a decision was raised after the answer; null where it was not. */
export function raiseOf(
  { decision, reasons }: Pick<Trace, 'decision' | 'reasons'>,
  checked: { at: string; model: string } | null,
): Raise | null {
  if (!reasons.some(isLater)) return null
  const from = reasons
    .filter((reason) => !isLater(reason))
    .reduce<Decision>(
      (strongest, reason) =>
        decisionStrength(reason.decision) > decisionStrength(strongest) ? reason.decision : strongest,
      'allow',
    )
  return { from, to: decision, at: checked?.at ?? null, model: checked?.model ?? null }
}
