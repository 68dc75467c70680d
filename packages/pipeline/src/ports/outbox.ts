import type { Decision } from '@agentsentry/contract'
import type { AuditEvent } from './audit-store.ts'
import type { ClaimRequest, Deliveries, Incident, OutboxDepth } from './deliveries.ts'
import type { RecordedTrace } from './trace-store.ts'

/** A check that is somebody's to make until the lease ends. */
export interface ClaimedCheck {
  readonly traceId: string
  readonly projectId: string
  /** How often it was tried before. */
  readonly attempts: number
  readonly createdAtMs: number
  readonly leaseToken: string
}

/** What came of a check. */
export interface CheckResult {
  readonly outcome: Decision
  readonly model: string
  readonly explanation: string
  readonly categories: readonly string[]
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  /** In US dollars; null where the judge did not tell. */
  readonly costUsd: number | null
  readonly latencyMs: number
  /** Answered from an earlier check of equal content. */
  readonly cached: boolean
  readonly contentHash: string
}

/** What follows when a decision is raised. All of it is written with the result, or none. */
export interface Elevation {
  readonly decision: Decision
  readonly reasonJson: string
  readonly audits: readonly AuditEvent[]
  /** Whether tool calls of the session are blocked from now on. */
  readonly quarantine: boolean
  readonly incident: Incident | null
}

/** A check that is in nobody's hands, for a queue that passes its name on. */
export interface DueCheck {
  readonly traceId: string
  readonly dueAtMs: number
}

/**
 * Checks that wait, of all projects, and the deliveries that come of them. The outbox is the truth: whatever a queue loses
 * is still here. Whoever claims has a lease; one that ran out is given to the next, and what the former then does with it
 * changes nothing.
 */
export interface Outbox extends Deliveries {
  /**
   * Those due that nobody has, from all projects in turn, and of each the oldest first: while others have something due,
   * a project has no more than its equal share, which may fall to it in the next claim. With `among` only those, oldest
   * first. Never waits for another's claim.
   */
  claimChecks(request: ClaimRequest & { readonly among?: readonly string[] }): Promise<ClaimedCheck[]>
  /** This one, if it is there, due, and in nobody's hands; else null. */
  claimCheck(traceId: string, request: Omit<ClaimRequest, 'limit'>): Promise<ClaimedCheck | null>
  /** Has the leases of these last until then. A lease that is another's by now is left as it is. */
  renewChecks(claims: readonly ClaimedCheck[], untilMs: number): Promise<void>
  /** Those due that nobody has, in turn like claims, without claiming them. Goes on with the next project each time. */
  dueChecks(request: { readonly limit: number; readonly nowMs: number }): Promise<DueCheck[]>
  /**
   * Writes the result and, where it raised the decision, all that follows from it, and removes the check, in one
   * transaction. A result that is there already stays, and nothing is written: `already-applied`.
   */
  applyCheck(
    claim: ClaimedCheck,
    result: CheckResult,
    elevation: Elevation | null,
  ): Promise<'applied' | 'already-applied' | 'gone'>
  /** Failed for now: it is due again then. Counts as an attempt unless `cause` is null, which gives it back untried. */
  postponeCheck(
    claim: ClaimedCheck,
    again: { readonly dueAtMs: number; readonly cause: string | null },
  ): Promise<boolean>
  /** Given up: it is kept, with the cause, until somebody asks for it again. */
  buryCheck(claim: ClaimedCheck, cause: string): Promise<boolean>
  depth(): Promise<OutboxDepth>
  /** A trace to judge and the ones before it in its session, oldest first, at most `window`; null when it is gone. */
  checkedTrace(claim: ClaimedCheck, window: number): Promise<{ trace: RecordedTrace; earlier: RecordedTrace[] } | null>
  /** What judges have cost since this day began (UTC, `YYYY-MM-DD`), in US dollars, in all projects. */
  spentUsd(day: string): Promise<number>
}

/** The check of one trace, as its project sees it. */
export interface CheckRecord {
  readonly traceId: string
  readonly sessionId: string
  readonly state: 'waiting' | 'unavailable' | 'dead' | 'done'
  readonly attempts: number
  /** Why the judge could not be asked, or gave no opinion, the last time. */
  readonly cause: string | null
  readonly dueAtMs: number | null
  readonly result: (CheckResult & { readonly raised: boolean; readonly createdAtMs: number }) | null
  readonly createdAtMs: number
}

/** The checks of one project. */
export interface CheckStore {
  check(traceId: string): Promise<CheckRecord | null>
  /** Newest first. */
  checks(
    filter: { readonly state?: CheckRecord['state'] | undefined },
    page: { readonly limit: number; readonly beforeId?: string | undefined; readonly beforeMs?: number | undefined },
  ): Promise<CheckRecord[]>
  /** A dead check waits again, with its attempts forgotten; audited. False when there is no dead check of this trace. */
  retryCheck(traceId: string, actor: string, nowMs: number): Promise<boolean>
  /** All dead checks wait again, the oldest 1,000 at most; audited as one. Returns how many. */
  retryDeadChecks(actor: string, nowMs: number): Promise<number>
}
