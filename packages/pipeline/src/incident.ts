import type { Decision, Reason } from '@agentsentry/contract'
import type { Incident, RecordedTrace } from './ports.ts'

export type IncidentTrace = Pick<
  RecordedTrace,
  'id' | 'sessionId' | 'decision' | 'phase' | 'tool' | 'reasonsJson' | 'createdAtMs'
>

export interface BlockedTrace {
  readonly projectId: string
  readonly trace: IncidentTrace
  readonly sessionQuarantined: boolean
}

export interface ElevatedTrace extends BlockedTrace {
  /** The decision in force from now on. */
  readonly decision: Decision
  /** Why the judge raised it. */
  readonly reason: Reason
  /** When it was raised. */
  readonly raisedAtMs: number
}

// Receivers are asked to take payloads of some 20 kB (Standard Webhooks 1.0.0); names in them are chosen by others.
const maxReasons = 10
const maxTextLength = 200

/** What is told of a trace that the rules blocked. A trace has one such incident, so its id is made of the trace's. */
export function blockIncident({ projectId, trace, sessionQuarantined }: BlockedTrace): Incident {
  return incidentOf({
    id: `block:${trace.id}`,
    kind: 'trace.blocked',
    projectId,
    trace,
    decision: trace.decision,
    reasons: reasonsOf(trace),
    sessionQuarantined,
    atMs: trace.createdAtMs,
  })
}

/** What is told of a trace whose decision a judge raised afterwards. The judge's reason comes first. */
export function elevationIncident(elevated: ElevatedTrace): Incident {
  const { projectId, trace, decision, reason, sessionQuarantined, raisedAtMs } = elevated
  return incidentOf({
    id: `elevation:${trace.id}`,
    kind: 'trace.elevated',
    projectId,
    trace,
    decision,
    reasons: [reason, ...reasonsOf(trace)],
    sessionQuarantined,
    atMs: raisedAtMs,
  })
}

interface IncidentParts {
  readonly id: string
  readonly kind: Incident['kind']
  readonly projectId: string
  readonly trace: IncidentTrace
  readonly decision: Decision
  readonly reasons: readonly Reason[]
  readonly sessionQuarantined: boolean
  readonly atMs: number
}

function incidentOf(parts: IncidentParts): Incident {
  const { id, kind, projectId, trace, decision, sessionQuarantined, atMs } = parts
  const reasons = parts.reasons.slice(0, maxReasons)
  const payloadJson = JSON.stringify({
    type: kind,
    timestamp: new Date(atMs).toISOString(),
    data: {
      project: projectId,
      session_id: trace.sessionId,
      trace_id: trace.id,
      decision,
      phase: trace.phase,
      tool: trace.tool === null ? null : shortened(trace.tool),
      rules: [...new Set(reasons.map(({ rule }) => shortened(rule)))],
      reasons: reasons.map(reasonTold),
      session_quarantined: sessionQuarantined,
    },
  })
  return { id, kind, payloadJson }
}

/** Only what is named here goes out: a field that reasons gain later stays in until somebody decides otherwise. */
function reasonTold({ rule, type, severity, decision, description, path, excerpt, view, unevaluated }: Reason) {
  return {
    rule: shortened(rule),
    type,
    severity,
    decision,
    description: description === null ? null : shortened(description),
    ...(path !== undefined && { path: shortened(path) }),
    ...(excerpt !== undefined && { excerpt: shortened(excerpt) }),
    ...(view !== undefined && { view }),
    ...(unevaluated !== undefined && { unevaluated: shortened(unevaluated) }),
  }
}

function reasonsOf({ reasonsJson }: IncidentTrace): readonly Reason[] {
  return JSON.parse(reasonsJson)
}

/** A cut may halve a surrogate pair, which not every JSON reader takes. */
function shortened(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength - 1).toWellFormed()}…`
}
