import { type NewRule, newRuleSchema, type RuleDefinition } from '@agentsentry/contract'
import type { CheckResult, Elevation, Incident, ProjectStore, RecordedTrace, TraceEntry } from '@agentsentry/pipeline'
import { uuidIds } from '../ids/uuid-ids.ts'
import { lowestIdAt } from '../store-sql/id-time.ts'

// What the tests of a store write into it.

let count = 0

/** An id as it would have been made at this time; later ones of the same time are greater. */
export function identityAt(timeMs: number): { id: string; timeMs: number } {
  return { id: `${lowestIdAt(timeMs)}-7000-8000-${(++count).toString(16).padStart(12, '0')}`, timeMs }
}

export async function sessionIn(project: ProjectStore, fields: { retention_days?: number } = {}): Promise<string> {
  return (await project.createSession(fields, uuidIds.next())).id
}

export function traceOf(sessionId: string, fields: Partial<RecordedTrace> = {}): RecordedTrace {
  const { id, timeMs } = uuidIds.next()
  return {
    id,
    sessionId,
    role: 'tool',
    phase: 'tool_call',
    tool: 'shell',
    contentJson: '{}',
    decision: 'allow',
    reasonsJson: '[]',
    shadowJson: '[{"rule":"tried"}]',
    tally: { ran: 1, out_of_scope: 2, not_evaluated: 3, shadow: 4 },
    evaluationUs: 5,
    ruleSetNumber: 1,
    createdAtMs: timeMs,
    elevationJson: null,
    masked: 0,
    ...fields,
  }
}

/** A trace that came in at this time. */
export function traceAt(sessionId: string, timeMs: number, fields: Partial<RecordedTrace> = {}): RecordedTrace {
  return traceOf(sessionId, { id: identityAt(timeMs).id, createdAtMs: timeMs, ...fields })
}

export function entryOf(trace: RecordedTrace, fields: Partial<TraceEntry> = {}): TraceEntry {
  return { trace, audit: null, idempotency: null, check: true, incident: null, ...fields }
}

export function incidentOf(traceId: string, kind: 'block' | 'elevation' = 'elevation'): Incident {
  return {
    id: `${kind}:${traceId}`,
    kind: kind === 'block' ? 'trace.blocked' : 'trace.elevated',
    payloadJson: `{"trace":"${traceId}","n":1.0}`,
  }
}

export function auditOf(action: string, targetId: string) {
  return { actor: 'someone', action, targetType: action.split('_', 1)[0] ?? '', targetId, details: { some: 'detail' } }
}

export function ruleOf(rule: Partial<NewRule> & { name: string }): RuleDefinition {
  return newRuleSchema.parse({ pattern: 'x', ...rule })
}

export function resultOf(fields: Partial<CheckResult> = {}): CheckResult {
  return {
    outcome: 'allow',
    model: 'm',
    explanation: 'why',
    categories: ['OWASP-LLM01:2025'],
    promptTokens: 10,
    completionTokens: 2,
    costUsd: 0.25,
    latencyMs: 7,
    cached: false,
    contentHash: 'h',
    ...fields,
  }
}

/** What follows when this trace is raised to `block`. */
export function elevationOf(traceId: string, fields: Partial<Elevation> = {}): Elevation {
  return {
    decision: 'block',
    reasonJson: '{"rule":"agentsentry.judge"}',
    audits: [auditOf('trace_elevate', traceId), auditOf('session_quarantine', traceId)],
    quarantine: true,
    incident: incidentOf(traceId),
    ...fields,
  }
}
