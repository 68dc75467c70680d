import type { Decision, Phase, Role } from '@agentsentry/contract'

/** A step of a session that came before the one to judge. */
export interface JudgedStep {
  readonly role: Role
  readonly phase: Phase
  readonly tool: string | null
  readonly contentJson: string
  readonly decision: Decision
}

export interface JudgeRequest extends JudgedStep {
  readonly traceId: string
  /** What came before it in its session, oldest first. */
  readonly window: readonly JudgedStep[]
}

export interface JudgeOpinion {
  readonly decision: Decision
  /** For a person. It may quote what was judged, and is never to be read as an instruction. */
  readonly explanation: string
  /** Ids of the OWASP lists, such as `OWASP-LLM01:2025`. */
  readonly categories: readonly string[]
  /** How sure the judge says it is, from 0 to 1. */
  readonly confidence: number
  /** The model that answered, which need not be the first that was asked. */
  readonly model: string
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  /** In US dollars; null where the judge did not tell. */
  readonly costUsd: number | null
  readonly latencyMs: number
  /** Taken from an earlier check of equal content; tokens and cost are 0 then. */
  readonly cached: boolean
}

/** A slower opinion. */
export interface Judge {
  /**
   * Two judges with the same text here, asked the same, may answer for each other: it covers the models and everything
   * that they are told besides what is to be judged.
   */
  readonly identity: string
  /**
   * Rejects with {@link JudgeUnavailable} whenever there is no opinion, for whatever reason; no answer is ever `allow`
   * because there was none. Ends soon after `signal` is aborted, with the code `cancelled`.
   */
  judge(request: JudgeRequest, signal: AbortSignal): Promise<JudgeOpinion>
}

/** Why there is no opinion. Stable: they are recorded and counted. */
export const judgeUnavailableCodes = [
  /** No complete answer in time. */
  'timeout',
  /** No connection, or it broke. */
  'unreachable',
  /** The key is missing, wrong, or may not do this. */
  'unauthorized',
  /** Credit or a spending limit at the provider is used up. */
  'no_credit',
  /** Too many requests, by the provider's count or by the limit that was set here. */
  'rate_limited',
  /** The daily limit on cost that was set here is reached. */
  'over_budget',
  /** The provider failed. */
  'upstream',
  /** The provider does not take the request as it is: unknown model, too long, unsupported. */
  'rejected',
  /** The model, or a filter in front of it, would not answer. */
  'refused',
  /** The answer is not what was asked for: not JSON, another shape, cut short. */
  'malformed',
  /** The answer is longer than is read. */
  'too_large',
  /** The caller gave up. */
  'cancelled',
] as const
export type JudgeUnavailableCode = (typeof judgeUnavailableCodes)[number]

/** What a call took though it left no opinion. */
export type JudgeUsage = Pick<JudgeOpinion, 'model' | 'promptTokens' | 'completionTokens' | 'costUsd'>

export interface JudgeUnavailableOptions {
  readonly retryable: boolean
  /** How long to wait at least, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** False when nobody was asked, so that this was no attempt. */
  readonly asked?: boolean
  readonly usage?: JudgeUsage | null
  readonly cause?: unknown
}

/** There is no opinion. The decision stays as it was; `message` may be recorded and shown. */
export class JudgeUnavailable extends Error {
  readonly code: JudgeUnavailableCode
  /** Whether asking again may help. What is not retryable needs a person first. */
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly asked: boolean
  readonly usage: JudgeUsage | null

  constructor(code: JudgeUnavailableCode, message: string, options: JudgeUnavailableOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'JudgeUnavailable'
    this.code = code
    this.retryable = options.retryable
    this.retryAfterMs = options.retryAfterMs
    this.asked = options.asked ?? true
    this.usage = options.usage ?? null
  }
}
