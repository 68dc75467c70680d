import type {
  BatchedTrace,
  CheckedTrace,
  Explanation,
  ListedSession,
  NewSession,
  NewTrace,
  PlacedTrace,
  Session,
  SessionDetail,
  Trace,
  TraceBatchAnswer,
} from '@agentsentry/contract'
import { objectAnswer } from './answer.ts'
import { Calls, segment } from './calls.ts'
import { UnavailableError } from './errors.ts'
import { type Page, type PageRequest, pageAnswer } from './page.ts'
import { recordable } from './recordable.ts'

/**
 * Which sessions to list. `from` and `to` are ISO 8601 times; `decision`, `tool` and `rule` find sessions that hold a trace
 * with it; `quarantined` those in quarantine.
 */
export interface SessionFilter extends PageRequest {
  q?: string | undefined
  decision?: string | undefined
  agent?: string | undefined
  tag?: string | undefined
  tool?: string | undefined
  rule?: string | undefined
  quarantined?: true | undefined
  from?: string | undefined
  to?: string | undefined
}

export interface TraceOrder extends PageRequest {
  /** `desc` (newest first) unless said otherwise; `asc` for a timeline. */
  order?: 'asc' | 'desc' | undefined
}

/** Which traces to list, of all sessions or of one. `from` and `to` are ISO 8601 times. */
export interface TraceFilter extends PageRequest {
  session_id?: string | undefined
  decision?: string | undefined
  phase?: string | undefined
  tool?: string | undefined
  /** Name of a rule that gave a reason, or would have, were it not in shadow. */
  rule?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** A trace of a batch. Those with one key are one trace; without a key each is sent under a new one. */
export type NewBatchedTrace = Omit<BatchedTrace, 'idempotency_key'> & { idempotency_key?: string | undefined }

export interface SendOptions {
  /** Traces with the same key are one trace. Default: a new key for each call. */
  idempotencyKey?: string | undefined
  /** Milliseconds for this call, in place of the client's. */
  timeoutMs?: number | undefined
}

/** Sessions and the traces in them. */
export class SessionCalls extends Calls {
  async createSession(session: NewSession = {}): Promise<Session> {
    return objectAnswer(await this.change('POST', '/sessions', session), { id: 'string' })
  }

  /** The session with the number of its traces for each decision, and the worst one. */
  async session(id: string): Promise<SessionDetail> {
    return objectAnswer(await this.read(`/sessions/${segment(id)}`), { id: 'string' })
  }

  /** Newest first. */
  async sessions(filter: SessionFilter = {}): Promise<Page<ListedSession>> {
    const { quarantined, ...others } = filter
    const query = quarantined ? { ...others, quarantined: 'true' } : others
    return pageAnswer(await this.read('/sessions', query), 'string')
  }

  /** Its traces go too. */
  async deleteSession(id: string): Promise<{ id: string; deleted: true }> {
    return objectAnswer(await this.change('DELETE', `/sessions/${segment(id)}`), { id: 'string', deleted: 'boolean' })
  }

  /** Lifts the quarantine: the next tool call is judged by the rules again. */
  async releaseSession(id: string): Promise<SessionDetail> {
    return objectAnswer(await this.change('POST', `/sessions/${segment(id)}/release`), { id: 'string' })
  }

  /**
   * Records one step and gives its verdict. `content` may hold any values: they are sent as `toContent` shows them, with NUL
   * and lone surrogates replaced by U+FFFD in every string and key, because a server refuses those and half an emoji in a
   * tool's result must not stop an agent. A field of `content` that is undefined is left out, as in JSON.
   *
   * The decision may be one that this version does not know: treat it as `block`.
   */
  async sendTrace(trace: NewTrace, options: SendOptions = {}): Promise<CheckedTrace> {
    const answer = await this.transport.send({
      method: 'POST',
      path: '/traces',
      body: { session_id: trace.session_id, role: trace.role, content: recordable(trace.content) },
      headers: { 'idempotency-key': options.idempotencyKey ?? crypto.randomUUID() },
      repeatable: true,
      timeoutMs: options.timeoutMs,
    })
    return objectAnswer(answer, { id: 'string', decision: 'string', reasons: 'object[]' })
  }

  /**
   * Records many steps in their order, as {@link sendTrace} does with each. `results` has one for each of them: its
   * verdict, or the `error` for which it was not recorded, which spoils no other. `local` is what was decided where the
   * step was taken; the server judges all the same, and `agreed` tells whether it came to the same.
   */
  async sendTraces(
    traces: readonly NewBatchedTrace[],
    { timeoutMs }: Pick<SendOptions, 'timeoutMs'> = {},
  ): Promise<TraceBatchAnswer> {
    const written = traces.map(({ content, idempotency_key = crypto.randomUUID(), ...trace }) => {
      return { ...trace, idempotency_key, content: recordable(content) }
    })
    const call = { method: 'POST', path: '/traces/batch', body: { traces: written }, repeatable: true } as const
    const answer = objectAnswer<TraceBatchAnswer>(await this.transport.send({ ...call, timeoutMs }), {
      results: 'object[]',
    })
    if (answer.results.length === traces.length) return answer
    throw new UnavailableError('answer_unexpected', 'POST /traces/batch was answered with another number of results')
  }

  /** With the ids of its neighbours in the session. */
  async trace(id: string): Promise<PlacedTrace> {
    return objectAnswer(await this.read(`/traces/${segment(id)}`), { id: 'string' })
  }

  /** How a trace was judged: what became of every rule of the rule set of its time. */
  async explanation(traceId: string): Promise<Explanation> {
    return objectAnswer(await this.read(`/traces/${segment(traceId)}/explanation`), {
      text: 'string',
      rules: 'object[]',
    })
  }

  /** Newest first unless `order` is `asc`. An unknown session has no traces. */
  async traces(sessionId: string, page: TraceOrder = {}): Promise<Page<Trace>> {
    return pageAnswer(await this.read(`/sessions/${segment(sessionId)}/traces`, { ...page }), 'string')
  }

  /** Of all sessions, newest first. */
  async recentTraces(filter: TraceFilter = {}): Promise<Page<Trace>> {
    return pageAnswer(await this.read('/traces', { ...filter }), 'string')
  }
}
