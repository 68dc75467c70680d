import type { AuditEntry, Decision, Phase, Role } from '@agentsentry/contract'

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

/** Part of a listing in ascending order of ids: above `after`, and not above `upTo` where that is given. */
export interface IdRange<Id> {
  readonly after: Id
  readonly upTo?: Id | undefined
  readonly limit: number
}

/** What happened in one project, for live listeners. */
export interface EventStore {
  tracesBetween(range: IdRange<string>): Promise<TraceEvent[]>
  auditBetween(range: IdRange<number>): Promise<AuditEntry[]>
  /** Id of the newest trace, or the empty string. */
  newestTraceId(): Promise<string>
  /** Id of the newest audit entry, or of the newest before a time; 0 when there is none. */
  newestAuditId(beforeMs?: number): Promise<number>
}
