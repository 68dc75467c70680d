import type { Shape } from './accepted-shape.ts'
import { replyJsonSchema } from './judge-reply.ts'

/** What an endpoint understands besides the common fields. */
export type Dialect = 'openrouter' | 'openai'

/** Also its regional hosts, such as `eu.openrouter.ai`. */
export function dialectOf(baseUrl: URL): Dialect {
  const { hostname } = baseUrl
  return hostname === 'openrouter.ai' || hostname.endsWith('.openrouter.ai') ? 'openrouter' : 'openai'
}

export interface ChatRequestParts {
  readonly dialect: Dialect
  readonly shape: Shape
  readonly system: string
  readonly user: string
  readonly maxTokens: number
}

/**
 * Body of `POST /chat/completions`. No temperature: with `require_parameters`, OpenRouter finds no provider for reasoning
 * models then, the default fallback among them. No `usage: {include: true}`: deprecated there, cost is always told.
 * Sources are in `docs/decisions/2026-11-22-the-judge.md`.
 */
export function chatRequest({ dialect, shape, system, user, maxTokens }: ChatRequestParts): Record<string, unknown> {
  return {
    ...(dialect === 'openrouter'
      ? { models: shape.models, provider: { require_parameters: true } }
      : { model: shape.models[0] }),
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    ...responseFormat(shape),
    ...(shape.tokenField === 'none' ? {} : { [shape.tokenField]: maxTokens }),
  }
}

function responseFormat({ format }: Shape): Record<string, unknown> {
  if (format === 'none') return {}
  if (format === 'json_object') return { response_format: { type: 'json_object' } }
  const jsonSchema = { name: 'opinion', strict: true, schema: replyJsonSchema }
  return { response_format: { type: 'json_schema', json_schema: jsonSchema } }
}
