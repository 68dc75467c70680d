import { SentryError } from '@agentsentry/contract'
import type { Verdict } from '@agentsentry/engine'
import type { AuditEvent, Recorded, RecordedTrace, TraceStore } from '../ports.ts'
import type { Caller, Step } from '../step.ts'

/** What the rules said, and how long that took in microseconds, where it was measured. */
export interface Judgement {
  readonly verdict: Verdict
  readonly evaluationUs: number | null
}

/** Puts trace and verdict on disk, or finds what an earlier request with the same key put there. */
export async function record(
  step: Step,
  { verdict, evaluationUs }: Judgement,
  caller: Caller,
  store: TraceStore,
): Promise<Recorded> {
  const trace = withVerdict(step, verdict, evaluationUs)
  const audit = auditOf(step, verdict, caller.actor)
  const outcome = await store.record({ trace, audit, idempotency: caller.idempotency })
  switch (outcome.kind) {
    case 'recorded':
      return { trace, replayed: false }
    case 'replayed':
      return { trace: outcome.trace, replayed: true }
    case 'session-unknown':
      throw new SentryError('session_unknown', `there is no session \`${step.sessionId}\``)
    case 'key-reused':
      throw new SentryError('idempotency_key_reused', 'this idempotency key was used for another body within 24 hours')
  }
}

function withVerdict(
  { content: _content, ...step }: Step,
  verdict: Verdict,
  evaluationUs: number | null,
): RecordedTrace {
  return {
    ...step,
    decision: verdict.decision,
    reasonsJson: JSON.stringify(verdict.reasons),
    shadowJson: JSON.stringify(verdict.shadow),
    tally: verdict.tally,
    evaluationUs,
    ruleSetNumber: verdict.ruleSet.number,
  }
}

/** What stops an agent is worth an entry of its own; what only warns is found among the traces. */
function auditOf(step: Step, { decision, reasons }: Verdict, actor: string): AuditEvent | null {
  if (decision !== 'block' && decision !== 'ask') return null
  return {
    actor,
    action: decision === 'block' ? 'trace_block' : 'trace_ask',
    targetType: 'trace',
    targetId: step.id,
    details: {
      session_id: step.sessionId,
      phase: step.phase,
      tool: step.tool,
      rules: reasons.filter((reason) => reason.decision === decision).map((reason) => reason.rule),
    },
  }
}
