import type { Decision, Phase, Role, RuleTally } from '@agentsentry/contract'
import type { AuditEvent } from './audit-store.ts'
import type { Incident } from './deliveries.ts'
import type { PageRequest } from './page-request.ts'

/** A trace with its verdict, as the store keeps it. JSON stays the text that it was written as, byte for byte. */
export interface RecordedTrace {
  readonly id: string
  readonly sessionId: string
  readonly role: Role
  readonly phase: Phase
  /** Name of the tool; null for messages and for tool traces that name none. */
  readonly tool: string | null
  readonly contentJson: string
  /** The decision in force: the rules', or the stronger one of a judge. */
  readonly decision: Decision
  readonly reasonsJson: string
  /** Reasons that rules in shadow would have given. */
  readonly shadowJson: string
  readonly tally: RuleTally
  /** What evaluation took, in microseconds; null where it was not measured. */
  readonly evaluationUs: number | null
  readonly ruleSetNumber: number
  readonly createdAtMs: number
  /** The reason of the judge that raised the decision, as JSON text; null where none did. */
  readonly elevationJson: string | null
  /** How many places of the content were masked before it was recorded. */
  readonly masked: number
}

/** A trace that is on disk, and whether this request put it there or an earlier one with the same key. */
export interface Recorded {
  readonly trace: RecordedTrace
  readonly replayed: boolean
}

/** One request to record. */
export interface TraceEntry {
  readonly trace: RecordedTrace
  readonly audit: AuditEvent | null
  /** Set when the caller sent a key. */
  readonly idempotency: { readonly key: string; readonly bodyHash: string } | null
  /** Whether a judge is to be asked about it. */
  readonly check: boolean
  /** What somebody outside is to be told of it. */
  readonly incident: Incident | null
}

export type RecordOutcome =
  | { readonly kind: 'recorded' }
  /** Recorded as blocked, since its session is in quarantine: this is what was recorded. */
  | { readonly kind: 'quarantined'; readonly trace: RecordedTrace }
  /** The key was used for the same body within its time: nothing was written, this is what was then. */
  | { readonly kind: 'replayed'; readonly trace: RecordedTrace }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'session-unknown' }

/** Which traces of a project are looked for. */
export interface TraceFilter {
  readonly sessionId?: string | undefined
  readonly decision?: Decision | undefined
  readonly phase?: Phase | undefined
  readonly tool?: string | undefined
  /** A rule of this name gave a reason, or would have. */
  readonly rule?: string | undefined
  /** Recorded at or after, and before. */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
}

/** Ids of the traces before and after one in its session; null at the ends. */
export interface TraceNeighbours {
  readonly previousId: string | null
  readonly nextId: string | null
}

/** How long an idempotency key is remembered. */
export const idempotencyWindowMs = 24 * 60 * 60 * 1000

/** The traces of one project. */
export interface TraceStore {
  /**
   * Writes trace, verdict, audit entry, check and incident in one transaction and resolves when they are on disk. Entries
   * of one session are written in the order of the calls; concurrent calls may share a transaction. A key is looked up and written in
   * that same transaction, so of many equal requests one is recorded. A tool call in a session that is in quarantine is
   * recorded as `quarantineEntry` makes it. Rejects with `store_unavailable` when nothing was written.
   */
  record(entry: TraceEntry): Promise<RecordOutcome>
  trace(id: string): Promise<RecordedTrace | null>
  /** Newest first, or oldest first when `order` is `asc`. An unknown session has no traces. */
  traces(sessionId: string, page: PageRequest & { readonly order: 'asc' | 'desc' }): Promise<RecordedTrace[]>
  /** Of all sessions, or of one, newest first. */
  recentTraces(filter: TraceFilter, page: PageRequest): Promise<RecordedTrace[]>
  neighbours(trace: Pick<RecordedTrace, 'id' | 'sessionId'>): Promise<TraceNeighbours>
}
