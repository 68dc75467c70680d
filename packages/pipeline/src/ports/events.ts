import type { Decision, Phase, Role } from '@agentsentry/contract'

/** A trace as live listeners are told of it: no content. */
export interface TraceEvent {
  readonly id: string
  readonly sessionId: string
  readonly role: Role
  readonly phase: Phase
  readonly tool: string | null
  readonly decision: Decision
  readonly createdAtMs: number
}

/** What happened in one project, for live listeners. */
export interface EventStore {
  /** Traces with an id greater than this, by id. */
  tracesAfter(id: string, limit: number): Promise<TraceEvent[]>
  /** Id of the newest trace, or the empty string. */
  newestTraceId(): Promise<string>
}
