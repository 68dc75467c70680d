import type { Answer } from './answer.ts'
import { checkedTimeout, Deadline } from './deadline.ts'
import { AgentSentryError, UnavailableError } from './errors.ts'
import { isWorthRepeating, pauseAfter } from './retry.ts'
import { settle } from './settle.ts'

export interface ClientOptions {
  /** Where the API listens, with a path when it sits behind one. Default `http://localhost:8000`. */
  baseUrl?: string | undefined
  /** Sent as `Authorization: Bearer …`. The server demands it for changes of rules when it has a key itself. */
  apiKey?: string | undefined
  /** Milliseconds for a whole call: every attempt, every pause, and reading the answer. Default 10,000. */
  timeoutMs?: number | undefined
  /** How often a call that may be repeated is repeated. Default 2. */
  retries?: number | undefined
  /** Used in place of the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Record<string, string | number | null | undefined> | undefined
  /** Written as JSON, unless there is a `contentType`: then it is text of that type. */
  body?: unknown
  contentType?: string
  headers?: Record<string, string>
  /** True when the server does the same work once, however often it hears the call. */
  repeatable: boolean
  /** In place of the client's. */
  timeoutMs?: number | undefined
  /** A status outside 2xx whose body is an answer all the same. */
  alsoAccept?: number
}

/** HTTP with one deadline for the whole call, and retries where repeating is safe. */
export class Transport {
  readonly #baseUrl: string
  readonly #authorization: Record<string, string>
  readonly #timeoutMs: number
  readonly #retries: number
  readonly #fetch: typeof globalThis.fetch

  constructor(options: ClientOptions) {
    this.#baseUrl = checkedBaseUrl(options.baseUrl ?? 'http://localhost:8000')
    this.#authorization = options.apiKey ? { authorization: `Bearer ${options.apiKey}` } : {}
    this.#timeoutMs = checkedTimeout(options.timeoutMs ?? 10_000)
    this.#retries = checkedRetries(options.retries ?? 2)
    // Looked up when called, and called without `this`: some runtimes refuse another one.
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
    checkedHeaders(this.#authorization)
  }

  /** Throws `ApiError` for 4xx, `UnavailableError` for everything else that is not an answer in time. */
  async send(call: Call): Promise<Answer> {
    const deadline = new Deadline(call.timeoutMs ?? this.#timeoutMs)
    const url = this.#url(call)
    const init = this.#init(call)
    const attempts = call.repeatable ? this.#retries + 1 : 1
    for (let attempt = 1; ; attempt += 1) {
      // An attempt that may be followed by another leaves half of the time to it: a hung connection is not the end.
      const limitMs = attempt === attempts ? deadline.remainingMs() : deadline.remainingMs() / 2
      const outcome = await deadline
        .within((signal) => this.#answer(call, url, { ...init, signal }), limitMs)
        .catch(unavailable(call))
      const failed = outcome instanceof UnavailableError
      const again = failed || (isWorthRepeating(outcome.status) && outcome.status !== call.alsoAccept)
      const pauseMs = pauseAfter(attempt, failed ? null : outcome.headers.get('retry-after'))
      if (!again || attempt === attempts || pauseMs >= deadline.remainingMs()) return settle(outcome, call.alsoAccept)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }

  /**
   * The body of an answer that goes on, until `signal` is aborted; the deadline is for its head. Throws as {@link send}.
   * It is asked for once.
   */
  async stream(call: Call, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const deadline = new Deadline(call.timeoutMs ?? this.#timeoutMs)
    const head = new AbortController()
    const end = () => head.abort()
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    try {
      const { body, answer } = await deadline.within(async () => {
        const response = await this.#fetch(this.#url(call), { ...this.#init(call), signal: head.signal })
        if (response.ok && response.body !== null) return { body: response.body }
        return { answer: await this.#read(call, response) }
      })
      if (body !== undefined) return body
      throw new UnavailableError('answer_unexpected', `${settle(answer, undefined).request} gave no stream`)
    } catch (error) {
      end()
      throw error instanceof AgentSentryError ? error : unavailable(call)(error)
    }
  }

  async #answer(call: Call, url: string, init: RequestInit): Promise<Answer> {
    return this.#read(call, await this.#fetch(url, init))
  }

  async #read(call: Call, response: Response): Promise<Answer> {
    const json = parsed(await response.text())
    return { status: response.status, headers: response.headers, json, request: nameOf(call) }
  }

  #url(call: Call): string {
    const url = new URL(this.#baseUrl + call.path)
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value))
    }
    return url.href
  }

  #init(call: Call): RequestInit {
    const type = call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }
    const headers = checkedHeaders({ accept: 'application/json', ...this.#authorization, ...type, ...call.headers })
    // A redirect is never followed: it would carry the trace to a place that nobody configured.
    const init: RequestInit = { method: call.method, redirect: 'manual', headers }
    if (call.body !== undefined) init.body = call.contentType === undefined ? written(call.body) : String(call.body)
    return init
  }
}

function nameOf(call: Call): string {
  return `${call.method} ${call.path}`
}

function unavailable(call: Call): (cause: unknown) => UnavailableError {
  return (cause) => {
    if (cause instanceof UnavailableError) return new UnavailableError(cause.code, `${nameOf(call)}: ${cause.message}`)
    return new UnavailableError('connection_failed', `${nameOf(call)}: the connection failed${systemCode(cause)}`, {
      cause,
    })
  }
}

/** ` (ECONNREFUSED)`, where the runtime says so. */
function systemCode(error: unknown): string {
  const code = error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code
  return typeof code === 'string' ? ` (${code})` : ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function written(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    throw new AgentSentryError('body_not_json', 'the request body cannot be written as JSON', { cause })
  }
}

/** As `Headers` would have it, but without `Headers`: to load that takes longer than all else in a program that asks once. */
function checkedHeaders(headers: Record<string, string>): Record<string, string> {
  const trimmed = Object.entries(headers).map(([name, value]) => [name, value.replace(/^[\t\r\n ]+|[\t\r\n ]+$/g, '')])
  if (trimmed.every(([, value = '']) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value))) return Object.fromEntries(trimmed)
  // Without the value: it may be the key.
  throw new AgentSentryError('option_invalid', 'the API key or the idempotency key cannot be sent as an HTTP header')
}

function checkedBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  if (usable) return url.href.replace(/\/+$/, '')
  throw new AgentSentryError('option_invalid', 'baseUrl must be an http or https address without credentials or query')
}

function checkedRetries(retries: number): number {
  if (Number.isInteger(retries) && retries >= 0) return retries
  throw new AgentSentryError('option_invalid', `retries must be a whole number from 0, not \`${retries}\``)
}
