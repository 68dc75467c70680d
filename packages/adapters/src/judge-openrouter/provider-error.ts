import type { JudgeUnavailableCode } from '@agentsentry/pipeline'
import type { Complaint } from './accepted-shape.ts'

/** An error as endpoints tell of it: OpenAI's object, OpenRouter's with a number for a code, or a bare string. */
export interface ProviderError {
  readonly message: string
  /** `invalid_api_key` and the like; null where it is a number or missing. */
  readonly code: string | null
  /** The status that OpenRouter names inside a 200. */
  readonly status: number | null
  readonly param: string | null
  /** A filter in front of the model flagged the content. */
  readonly flagged: boolean
  /** A limit on spending was reached. */
  readonly overSpendingLimit: boolean
}

/** Null where the value is no error at all, so that `"error": null` beside an answer is none. */
export function providerError(value: unknown): ProviderError | null {
  if (typeof value === 'string' && value !== '') return { ...unnamed, message: value }
  if (typeof value !== 'object' || value === null) return null
  const { message, code, param, metadata, type } = value as Record<string, unknown>
  const { reasons, limit_source: limitSource } = (metadata ?? {}) as Record<string, unknown>
  return {
    message: typeof message === 'string' ? message : '',
    code: textOf(code) ?? textOf(type),
    status: typeof code === 'number' && code >= 400 ? code : null,
    param: textOf(param),
    flagged: Array.isArray(reasons) && reasons.length > 0,
    overSpendingLimit: typeof limitSource === 'string',
  }
}

const unnamed: ProviderError = {
  message: '',
  code: null,
  status: null,
  param: null,
  flagged: false,
  overSpendingLimit: false,
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** The error in the body of an answer that is not a success; one without a word where the body holds none. */
export function errorInBody(text: string): ProviderError {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { ...unnamed, message: text }
  }
  const { error, detail, message } = (body ?? {}) as Record<string, unknown>
  return providerError(error) ?? { ...unnamed, message: textOf(detail) ?? textOf(message) ?? '' }
}

/** What a refusal is about, where a request of another shape may be taken. */
export function complaintOf(status: number, error: ProviderError, models: readonly string[]): Complaint | null {
  if (status !== 400 && status !== 404 && status !== 422) return null
  const about = `${error.param ?? ''} ${error.message}`
  // OpenRouter's answer when `require_parameters` leaves no provider.
  if (/handle the requested parameters/i.test(about)) return { about: 'some-field' }
  if (/response_format|json_schema|json_object|structured.?outputs?/i.test(about)) return { about: 'format' }
  if (/max_(?:completion_)?tokens/i.test(about)) return { about: 'tokens' }
  const isGone =
    error.code === 'model_not_found' || /valid model|no endpoints found for|does not exist|not found/i.test(about)
  const model = models.find((id) => about.includes(id))
  return isGone && model !== undefined ? { about: 'model', model } : null
}

export interface Meaning {
  readonly code: JudgeUnavailableCode
  readonly retryable: boolean
}

/** What the caller makes of a status and an error. A 402 that says when to come back is only a matter of time. */
export function meaningOf(status: number, error: ProviderError, comesBack: boolean): Meaning {
  if (error.code === 'insufficient_quota') return { code: 'no_credit', retryable: false }
  if (status === 401) return { code: 'unauthorized', retryable: false }
  if (status === 402) return { code: 'no_credit', retryable: comesBack }
  if (status === 403 && error.flagged) return { code: 'refused', retryable: false }
  if (status === 403) return { code: error.overSpendingLimit ? 'no_credit' : 'unauthorized', retryable: false }
  if (status === 408) return { code: 'timeout', retryable: true }
  if (status === 429) return { code: 'rate_limited', retryable: true }
  if (status >= 500) return { code: 'upstream', retryable: true }
  return { code: 'rejected', retryable: false }
}
