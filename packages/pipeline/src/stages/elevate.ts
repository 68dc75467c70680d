import { decisionStrength, type Reason } from '@agentsentry/contract'
import { elevationIncident } from '../incident.ts'
import { judgedContentHash } from '../judge-limits/content-hash.ts'
import {
  type CheckResult,
  type ClaimedCheck,
  type Elevation,
  type Judge,
  type JudgeOpinion,
  type JudgeRequest,
  opinionAttributes,
  type RecordedTrace,
  type Tracing,
} from '../ports.ts'

export interface CheckedTrace {
  readonly trace: RecordedTrace
  /** What came before it in its session, oldest first. */
  readonly earlier: readonly RecordedTrace[]
}

export interface ElevatePorts {
  readonly judge: Judge
  readonly tracing: Tracing
  /** Whether somebody outside is told of decisions that are raised. */
  readonly tells: boolean
  readonly nowMs: () => number
}

/** What a judge said, and what follows from it; null where the decision stays as it is. */
export interface Elevated {
  readonly result: CheckResult
  readonly elevation: Elevation | null
}

/** Asks the judge. Its opinion may raise the decision and never lower it. Rejects with `JudgeUnavailable`. */
export async function elevate(
  claim: ClaimedCheck,
  checked: CheckedTrace,
  { ports, signal }: { readonly ports: ElevatePorts; readonly signal: AbortSignal },
): Promise<Elevated> {
  const request = requestOf(checked)
  const opinion = await ports.tracing.span('ask judge', {}, async (span) => {
    const answered = await ports.judge.judge(request, signal)
    span.note({ ...opinionAttributes(answered), 'agentsentry.judge.cached': answered.cached })
    return answered
  })
  const contentHash = judgedContentHash(ports.judge.identity, request)
  return { result: resultOf(opinion, contentHash), elevation: elevationOf(claim, checked.trace, { opinion, ports }) }
}

function requestOf({ trace, earlier }: CheckedTrace): JudgeRequest {
  return { traceId: trace.id, ...stepOf(trace), window: earlier.map(stepOf) }
}

function stepOf({ role, phase, tool, contentJson, decision }: RecordedTrace) {
  return { role, phase, tool, contentJson, decision }
}

function resultOf(opinion: JudgeOpinion, contentHash: string): CheckResult {
  const { decision, model, explanation, categories, promptTokens, completionTokens, costUsd, latencyMs, cached } =
    opinion
  return {
    outcome: decision,
    model,
    explanation,
    categories,
    promptTokens,
    completionTokens,
    costUsd,
    latencyMs,
    cached,
    contentHash,
  }
}

function elevationOf(
  { projectId }: ClaimedCheck,
  trace: RecordedTrace,
  { opinion, ports }: { readonly opinion: JudgeOpinion; readonly ports: ElevatePorts },
): Elevation | null {
  const { decision } = opinion
  if (decisionStrength(decision) <= decisionStrength(trace.decision)) return null
  const reason = reasonOf(opinion)
  const quarantine = decision === 'block'
  return {
    decision,
    reasonJson: JSON.stringify(reason),
    audits: auditsOf(trace, opinion),
    quarantine,
    incident: ports.tells
      ? elevationIncident({
          projectId,
          trace,
          decision,
          reason,
          sessionQuarantined: quarantine,
          raisedAtMs: ports.nowMs(),
        })
      : null,
  }
}

function reasonOf({ decision, explanation, model, categories }: JudgeOpinion): Reason {
  const filed = categories.length === 0 ? '' : ` [${categories.join(', ')}]`
  return {
    rule: 'agentsentry.judge',
    type: 'dynamic',
    severity: decision === 'block' ? 'critical' : 'warning',
    decision,
    description: `${explanation}${filed} (${model})`,
  }
}

/** What a judge says of content may quote it, so the audit log holds the fact and where to read more. */
function auditsOf(trace: RecordedTrace, { decision, model, categories }: JudgeOpinion) {
  const details = { session_id: trace.sessionId, from: trace.decision, to: decision, model, categories }
  const raised = {
    actor: 'judge',
    action: decision === 'block' ? 'trace_block_dynamic' : 'trace_elevate',
    targetType: 'trace',
    targetId: trace.id,
    details,
  }
  if (decision !== 'block') return [raised]
  const quarantined = {
    actor: 'judge',
    action: 'session_quarantine',
    targetType: 'session',
    targetId: trace.sessionId,
    details: { trace_id: trace.id },
  }
  return [raised, quarantined]
}
