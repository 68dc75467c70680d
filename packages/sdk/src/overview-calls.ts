import type {
  Attention,
  AuditEntry,
  AuditHead,
  Check,
  CheckCost,
  CheckState,
  Me,
  RetriedChecks,
  ServerEvent,
  Stats,
} from '@agentsentry/contract'
import { arrayAnswer, objectAnswer } from './answer.ts'
import { segment } from './calls.ts'
import { type EventOptions, readEvents } from './events.ts'
import { type Page, type PageRequest, pageAnswer } from './page.ts'
import { RuleCalls } from './rule-calls.ts'

export interface AuditFilter extends PageRequest {
  action?: string | undefined
  target_type?: string | undefined
}

export interface CheckFilter extends PageRequest {
  state?: CheckState | undefined
}

/** `from` and `to` are ISO 8601 times, by default the last 24 hours; `buckets`, at most 200, bounds the steps between. */
export interface StatsRequest {
  from?: string | undefined
  to?: string | undefined
  buckets?: number | undefined
}

/** `GET /readyz`: what the server says of itself and of each thing that it depends on. */
export interface Readiness {
  /** Whether it can judge traces now. */
  ready: boolean
  status: string
  store: { status: string }
  queue: { status: string; waiting: number | null }
  /**
   * `notes` says what a person should know, such as that no rule is enabled. A server that demands keys tells no more than
   * the status to whoever may not read rules.
   */
  rule_set: { status: string; number?: number; hash?: string; enabled?: number; notes?: string[] }
}

/** What a person wants to know of the whole: figures, what waits, checks, the audit log. */
export class OverviewCalls extends RuleCalls {
  /** As whom this client speaks, and what it may do. {@link ApiError} 401 or 403 where a key is demanded. */
  async me(): Promise<Me> {
    return objectAnswer(await this.read('/me'), { actor: 'string', role: 'string', open: 'boolean' })
  }

  async stats(request: StatsRequest = {}): Promise<Stats> {
    return objectAnswer(await this.read('/stats', { ...request }), { step_seconds: 'number', series: 'object[]' })
  }

  /** What waits for a person. */
  async attention(): Promise<Attention> {
    return objectAnswer(await this.read('/attention'), { no_rules: 'boolean', rules_faulty: 'object[]' })
  }

  /** Newest first. */
  async checks(filter: CheckFilter = {}): Promise<Page<Check>> {
    return pageAnswer(await this.read('/checks', { ...filter }), 'string')
  }

  /** What a judge said of this trace, or why it has not. */
  async check(traceId: string): Promise<Check> {
    return objectAnswer(await this.read(`/traces/${segment(traceId)}/check`), { id: 'string', state: 'string' })
  }

  /** Asks the judge again about a trace whose check was given up. */
  async retryCheck(traceId: string): Promise<Check> {
    return objectAnswer(await this.change('POST', `/checks/${segment(traceId)}/retry`), { id: 'string' })
  }

  /** Asks again about all traces whose check was given up, at most 1,000 in one call. */
  async retryChecks(): Promise<RetriedChecks> {
    return objectAnswer(await this.change('POST', '/checks/retry', { state: 'dead' }), { retried: 'number' })
  }

  /** What checks cost, day by day (UTC), oldest first. */
  async checkCosts(days?: number): Promise<CheckCost[]> {
    return arrayAnswer(await this.read('/checks/costs', { days }), { day: 'string', cost_usd: 'number' })
  }

  /** Newest first. */
  async auditLogs(filter: AuditFilter = {}): Promise<Page<AuditEntry>> {
    return pageAnswer(await this.read('/audit/logs', { ...filter }), 'number')
  }

  /** Where the chain of seals over the audit log ends. */
  async auditHead(): Promise<AuditHead> {
    return objectAnswer(await this.read('/audit/head'), { seq: 'number' })
  }

  /** Whether the server can judge traces now. A server that says no is an answer, one that says nothing an error. */
  async ready(): Promise<Readiness> {
    const call = { method: 'GET', path: '/readyz', repeatable: true, alsoAccept: 503 } as const
    const answer = await this.transport.send(call)
    return { ...objectAnswer<Readiness>(answer, { status: 'string' }), ready: answer.status === 200 }
  }

  /**
   * What happens, as it happens, until `signal` is aborted. A connection that is lost is made again, and goes on behind the
   * last event that came; an event may come twice, and its `data.id` tells. Throws {@link ApiError} when the server
   * refuses, also later: a key may have been revoked.
   */
  events(options: EventOptions = {}): AsyncGenerator<ServerEvent, void, undefined> {
    return readEvents(this.transport, options)
  }
}
