import type {
  AuditEntry,
  CheckedTrace,
  Explanation,
  ImportAnswer,
  NewRule,
  NewSession,
  NewTrace,
  Rule,
  RulePatch,
  Session,
  SessionDetail,
  Trace,
} from '@agentsentry/contract'
import type { Answer } from './answer.ts'
import { arrayAnswer, objectAnswer } from './answer.ts'
import { AgentSentryError } from './errors.ts'
import { wellFormed } from './json.ts'
import { type Page, type PageRequest, pageAnswer } from './page.ts'
import { recordable } from './recordable.ts'
import { type Call, type ClientOptions, Transport } from './transport.ts'

/** Which sessions to list. `from` and `to` are ISO 8601 times; `decision` finds sessions that hold a trace with it. */
export interface SessionFilter extends PageRequest {
  q?: string | undefined
  decision?: string | undefined
  agent?: string | undefined
  tag?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export interface TraceOrder extends PageRequest {
  /** `desc` (newest first) unless said otherwise; `asc` for a timeline. */
  order?: 'asc' | 'desc' | undefined
}

export interface AuditFilter extends PageRequest {
  action?: string | undefined
  target_type?: string | undefined
}

export interface SendOptions {
  /** Traces with the same key are one trace. Default: a new key for each call. */
  idempotencyKey?: string | undefined
  /** Milliseconds for this call, in place of the client's. */
  timeoutMs?: number | undefined
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

/**
 * The HTTP API, one method for each endpoint. It reads nothing from the environment.
 *
 * Every method throws {@link ApiError} when the server refuses the request (4xx) and {@link UnavailableError} when there is
 * no usable answer within `timeoutMs`. Reading calls and `sendTrace` are repeated after a failed connection, a time-out, 429,
 * 502, 503 and 504; everything else is sent once, because its first attempt may have done the work.
 */
export class AgentSentryClient {
  readonly #transport: Transport

  /** Throws {@link AgentSentryError} `option_invalid` for options that cannot be used. */
  constructor(options: ClientOptions = {}) {
    this.#transport = new Transport(options)
  }

  async createSession(session: NewSession = {}): Promise<Session> {
    return objectAnswer(await this.#change('POST', '/sessions', session), { id: 'string' })
  }

  /** The session with the number of its traces for each decision, and the worst one. */
  async session(id: string): Promise<SessionDetail> {
    return objectAnswer(await this.#read(`/sessions/${segment(id)}`), { id: 'string' })
  }

  /** Newest first. */
  async sessions(filter: SessionFilter = {}): Promise<Page<Session>> {
    return pageAnswer(await this.#read('/sessions', { ...filter }), 'string')
  }

  /** Its traces go too. */
  async deleteSession(id: string): Promise<{ id: string; deleted: true }> {
    return objectAnswer(await this.#change('DELETE', `/sessions/${segment(id)}`), { id: 'string', deleted: 'boolean' })
  }

  /**
   * Records one step and gives its verdict. `content` may hold any values: they are sent as `toContent` shows them, with NUL
   * and lone surrogates replaced by U+FFFD in every string and key, because a server refuses those and half an emoji in a
   * tool's result must not stop an agent. A field of `content` that is undefined is left out, as in JSON.
   *
   * The decision may be one that this version does not know: treat it as `block`.
   */
  async sendTrace(trace: NewTrace, options: SendOptions = {}): Promise<CheckedTrace> {
    const answer = await this.#transport.send({
      method: 'POST',
      path: '/traces',
      body: { session_id: trace.session_id, role: trace.role, content: recordable(trace.content) },
      headers: { 'idempotency-key': options.idempotencyKey ?? crypto.randomUUID() },
      repeatable: true,
      timeoutMs: options.timeoutMs,
    })
    return objectAnswer(answer, { id: 'string', decision: 'string', reasons: 'object[]' })
  }

  async trace(id: string): Promise<Trace> {
    return objectAnswer(await this.#read(`/traces/${segment(id)}`), { id: 'string' })
  }

  /** How a trace was judged: what became of every rule of the rule set of its time. */
  async explanation(traceId: string): Promise<Explanation> {
    return objectAnswer(await this.#read(`/traces/${segment(traceId)}/explanation`), {
      text: 'string',
      rules: 'object[]',
    })
  }

  /** Newest first unless `order` is `asc`. An unknown session has no traces. */
  async traces(sessionId: string, page: TraceOrder = {}): Promise<Page<Trace>> {
    return pageAnswer(await this.#read(`/sessions/${segment(sessionId)}/traces`, { ...page }), 'string')
  }

  async rules(): Promise<Rule[]> {
    return arrayAnswer(await this.#read('/rules'), { id: 'number' })
  }

  async createRule(rule: NewRule): Promise<Rule> {
    return objectAnswer(await this.#change('POST', '/rules', rule), { id: 'number' })
  }

  /** What the patch leaves out stays as it is. */
  async updateRule(id: number, patch: RulePatch): Promise<Rule> {
    return objectAnswer(await this.#change('PUT', `/rules/${segment(id)}`, patch), { id: 'number' })
  }

  async toggleRule(id: number, enabled: boolean): Promise<Rule> {
    return objectAnswer(await this.#change('PATCH', `/rules/${segment(id)}/toggle`, { enabled }), { id: 'number' })
  }

  async deleteRule(id: number): Promise<{ ok: true }> {
    return objectAnswer(await this.#change('DELETE', `/rules/${segment(id)}`), { ok: 'boolean' })
  }

  /** All rules of a YAML document, or none: then {@link ApiError} `errors` names every bad one. */
  async importRules(yaml: string): Promise<ImportAnswer> {
    const call = { method: 'POST', path: '/rules/import', body: yaml, contentType: 'application/yaml' } as const
    return objectAnswer(await this.#transport.send({ ...call, repeatable: false }), { created: 'number' })
  }

  /** All rules as a YAML document. */
  async exportRules(): Promise<string> {
    const { yaml } = objectAnswer<{ yaml: string }>(await this.#read('/rules/export'), { yaml: 'string' })
    return yaml
  }

  /** Compiles the stored rules anew; `count` is the number of rules in force. */
  async reloadRules(): Promise<{ ok: true; count: number }> {
    return objectAnswer(await this.#change('POST', '/rules/reload'), { ok: 'boolean', count: 'number' })
  }

  /** Newest first. */
  async auditLogs(filter: AuditFilter = {}): Promise<Page<AuditEntry>> {
    return pageAnswer(await this.#read('/audit/logs', { ...filter }), 'number')
  }

  /** Whether the server can judge traces now. A server that says no is an answer, one that says nothing an error. */
  async ready(): Promise<Readiness> {
    const call = { method: 'GET', path: '/readyz', repeatable: true, alsoAccept: 503 } as const
    const answer = await this.#transport.send(call)
    return { ...objectAnswer<Readiness>(answer, { status: 'string' }), ready: answer.status === 200 }
  }

  #read(path: string, query?: Call['query']): Promise<Answer> {
    return this.#transport.send({ method: 'GET', path, query, repeatable: true })
  }

  #change(method: Call['method'], path: string, body?: unknown): Promise<Answer> {
    return this.#transport.send({ method, path, repeatable: false, body })
  }
}

function segment(id: string | number): string {
  const text = encodeURIComponent(wellFormed(String(id)))
  // These three would name another path.
  if (text !== '' && text !== '.' && text !== '..') return text
  throw new AgentSentryError('option_invalid', `\`${id}\` is not an id`)
}
