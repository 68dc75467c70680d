import { createHash } from 'node:crypto'
import {
  type Judge,
  type JudgeOpinion,
  type JudgeRequest,
  JudgeUnavailable,
  type JudgeUsage,
} from '@agentsentry/pipeline'
import { AcceptedShape, type Shape } from './accepted-shape.ts'
import { readChatAnswer } from './chat-answer.ts'
import { ChatConnection, type RawAnswer } from './chat-connection.ts'
import { chatRequest, type Dialect, dialectOf } from './chat-request.ts'
import { defaultRecordLimits, fencedRecord, type RecordLimits } from './fenced-record.ts'
import { defaultJudgeModels, maxOpenRouterModels, openRouterUrl } from './judge-defaults.ts'
import { judgePrompt, promptVersion } from './judge-prompt.ts'
import { type JudgeReply, readReply } from './judge-reply.ts'
import { plainLine } from './plain-text.ts'
import { complaintOf, errorInBody, meaningOf, type ProviderError } from './provider-error.ts'

export interface OpenRouterJudgeOptions {
  /** OpenRouter's or that of any endpoint with `/chat/completions` beneath it, such as `http://localhost:11434/v1`. */
  readonly baseUrl?: string
  /** Ollama and vLLM may need none. */
  readonly apiKey?: string | undefined
  /** The first is asked; the others where it cannot answer. */
  readonly models?: readonly string[]
  /** `DYNAMIC_PROMPT_EXTENSION`: what the operator adds to the instructions. */
  readonly promptExtension?: string | undefined
  /** For one check, all its requests together, in milliseconds. */
  readonly timeoutMs?: number
  readonly limits?: Partial<RecordLimits>
  /** Applied to everything that is sent and to everything that comes back as text. */
  readonly maskSecrets: (text: string) => string
  /** By the host where it is not given. */
  readonly dialect?: Dialect
  readonly nowMs?: () => number
  readonly randomToken?: () => string
}

/** A short answer needs 200; a reasoning model thinks within this too. */
const maxTokens = 4_096
/** Enough to do without every field that an endpoint may refuse, and without two models. */
const maxRequests = 7
const messageCharacters = 300

/**
 * Asks a model behind OpenRouter, or any endpoint that speaks OpenAI's chat completions. The opinion is what the parsed
 * fields say and nothing else; everything that is not exactly one opinion rejects with {@link JudgeUnavailable}.
 */
export class OpenRouterJudge implements Judge {
  readonly identity: string
  readonly #options: OpenRouterJudgeOptions
  readonly #limits: RecordLimits
  readonly #dialect: Dialect
  readonly #connection: ChatConnection
  readonly #shape: AcceptedShape

  /** Throws `TypeError` for a base URL that is not one of HTTP, and for no model or too many. */
  constructor(options: OpenRouterJudgeOptions) {
    const { baseUrl = openRouterUrl, models = defaultJudgeModels, promptExtension, nowMs = Date.now } = options
    const url = completionsUrl(baseUrl)
    this.#options = options
    this.#limits = { ...defaultRecordLimits, ...options.limits }
    this.#dialect = options.dialect ?? dialectOf(url)
    if (models.length === 0) throw new TypeError('the judge needs a model')
    if (this.#dialect === 'openrouter' && models.length > maxOpenRouterModels) {
      throw new TypeError(`OpenRouter takes at most ${maxOpenRouterModels} models, fallbacks included`)
    }
    this.#connection = new ChatConnection({ url, apiKey: options.apiKey, nowMs })
    this.#shape = new AcceptedShape(models, nowMs)
    this.identity = createHash('sha256')
      .update(JSON.stringify([promptVersion, baseUrl, models, promptExtension ?? '', this.#limits]))
      .digest('hex')
  }

  async judge(request: JudgeRequest, signal: AbortSignal): Promise<JudgeOpinion> {
    const { timeoutMs = 30_000 } = this.#options
    const startedAtMs = performance.now()
    const call = new AbortController()
    const giveUp = () => call.abort()
    const timer = setTimeout(giveUp, timeoutMs)
    signal.addEventListener('abort', giveUp)
    try {
      if (signal.aborted) giveUp()
      const { text, usage } = await this.#ask(request, call.signal)
      const reply = this.#replyIn(text, usage)
      return { ...reply, ...usage, latencyMs: Math.round(performance.now() - startedAtMs), cached: false }
    } catch (error) {
      if (error instanceof JudgeUnavailable || !call.signal.aborted) throw error
      if (signal.aborted) throw new JudgeUnavailable('cancelled', 'the check was given up', { retryable: true })
      throw new JudgeUnavailable('timeout', `no answer within ${timeoutMs} ms`, { retryable: true })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
  }

  async #ask(request: JudgeRequest, signal: AbortSignal): Promise<{ text: string; usage: JudgeUsage }> {
    signal.throwIfAborted()
    const { maskSecrets, randomToken, promptExtension } = this.#options
    const fence = randomToken === undefined ? {} : { randomToken }
    const { token, text: user } = fencedRecord(request, { limits: this.#limits, maskSecrets, ...fence })
    const system = judgePrompt(promptExtension, token)
    for (let sent = 1; ; sent++) {
      const shape = this.#shape.current
      const body = chatRequest({ dialect: this.#dialect, shape, system, user, maxTokens })
      const answer = await this.#connection.post(body, signal)
      if (answer.status >= 200 && answer.status < 300) return this.#textOf(answer, shape)
      const error = errorInBody(answer.body)
      const complaint = complaintOf(answer.status, error, shape.models)
      if (complaint === null || sent >= maxRequests || !this.#shape.learn(shape, complaint)) {
        throw this.#failure(answer.status, error, { answer, usage: null })
      }
    }
  }

  #replyIn(text: string, usage: JudgeUsage): JudgeReply {
    const read = readReply(text)
    if ('reply' in read) return { ...read.reply, explanation: this.#clean(read.reply.explanation) }
    const message = this.#message('the model answered no opinion', read.fault)
    throw new JudgeUnavailable('malformed', message, { retryable: true, usage })
  }

  #textOf(answer: RawAnswer, shape: Shape): { text: string; usage: JudgeUsage } {
    const read = readChatAnswer(answer.body, shape.models[0] ?? '')
    if (read.kind === 'text') return read
    const { usage } = read
    // Without a status it happened while the model was answering, so it is the provider's.
    if (read.kind === 'error') throw this.#failure(read.error.status ?? 502, read.error, { answer, usage })
    const code = read.kind
    const what = code === 'refused' ? 'the model would not answer' : 'no answer that can be read'
    throw new JudgeUnavailable(code, this.#message(what, read.why), { retryable: true, usage })
  }

  #failure(
    status: number,
    error: ProviderError,
    { answer, usage }: { answer: RawAnswer; usage: JudgeUsage | null },
  ): JudgeUnavailable {
    const { code, retryable } = meaningOf(status, error, answer.retryAfterMs !== undefined)
    const message = this.#message(`the provider answered ${status}`, error.message || (error.code ?? ''))
    return new JudgeUnavailable(code, message, { retryable, retryAfterMs: answer.retryAfterMs, usage })
  }

  #message(what: string, why: string): string {
    const reason = plainLine(this.#clean(why), messageCharacters)
    return reason === '' ? what : `${what}: ${reason}`
  }

  /** Providers quote keys and contents in what they answer. */
  #clean(text: string): string {
    const { apiKey, maskSecrets } = this.#options
    return maskSecrets(apiKey ? text.replaceAll(apiKey, '***') : text)
  }
}

function completionsUrl(baseUrl: string): URL {
  if (!URL.canParse(baseUrl)) throw new TypeError(`\`${baseUrl}\` is not a URL`)
  const url = new URL(baseUrl)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TypeError(`\`${baseUrl}\` is not a URL of HTTP`)
  if (url.username !== '' || url.password !== '') throw new TypeError('the base URL of a judge must hold no password')
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`
  return url
}
