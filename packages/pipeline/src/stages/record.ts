import { SentryError } from '@agentsentry/contract'
import type { Verdict } from '@agentsentry/engine'
import { type CheckSelection, isSelected } from '../check-selection.ts'
import { blockIncident } from '../incident.ts'
import type { AuditEvent, Incident, Recorded, RecordedTrace, TraceStore } from '../ports.ts'
import type { Caller, Step } from '../step.ts'

/** What the rules said, and how long that took in microseconds, where it was measured. */
interface Judgement {
  readonly verdict: Verdict
  readonly evaluationUs: number | null
}

interface Judged {
  readonly step: Step
  readonly judgement: Judgement
  /** How many places of the content were masked. */
  readonly masked: number
  readonly caller: Caller
}

interface RecordPorts {
  readonly store: TraceStore
  readonly checks: CheckSelection
  readonly tells: boolean
  readonly projectId: string
}

/** Puts trace and verdict on disk, or finds what an earlier request with the same key put there. */
export async function record(judged: Judged, ports: RecordPorts): Promise<Recorded> {
  const { step, judgement, caller } = judged
  const trace = withVerdict(judged)
  const outcome = await ports.store.record({
    trace,
    audit: auditOf(step, judgement.verdict, caller.actor),
    idempotency: caller.idempotency,
    check: isSelected(ports.checks, trace),
    incident: incidentOf(trace, ports),
  })
  switch (outcome.kind) {
    case 'recorded':
      return { trace, replayed: false }
    case 'quarantined':
      return { trace: outcome.trace, replayed: false }
    case 'replayed':
      return { trace: outcome.trace, replayed: true }
    case 'session-unknown':
      throw new SentryError('session_unknown', `there is no session \`${step.sessionId}\``)
    case 'key-reused':
      throw new SentryError('idempotency_key_reused', 'this idempotency key was used for another body within 24 hours')
  }
}

function withVerdict({ step: { content: _content, ...step }, judgement, masked }: Judged): RecordedTrace {
  const { verdict, evaluationUs } = judgement
  return {
    ...step,
    decision: verdict.decision,
    reasonsJson: JSON.stringify(verdict.reasons),
    shadowJson: JSON.stringify(verdict.shadow),
    tally: verdict.tally,
    evaluationUs,
    ruleSetNumber: verdict.ruleSet.number,
    elevationJson: null,
    masked,
  }
}

/** Somebody outside is told of what was blocked, where there is somebody. */
function incidentOf(trace: RecordedTrace, { tells, projectId }: RecordPorts): Incident | null {
  if (!tells || trace.decision !== 'block') return null
  return blockIncident({ projectId, trace, sessionQuarantined: false })
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
