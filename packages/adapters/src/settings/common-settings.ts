import { z } from 'zod'
import { openRouterUrl } from '../judge-openrouter/judge-defaults.ts'
import { readWebhookUrl } from '../notify-webhook/webhook-target.ts'
import { isPostgresUrl, isSqliteUrl } from '../open-store/database-url.ts'

export const portSchema = z.coerce.number().int().min(0).max(65_535)

/** A setting that a function reads: what that throws is the fault. */
export function readBy<Value>(read: (text: string) => Value) {
  return (text: string, context: z.RefinementCtx): Value => {
    try {
      return read(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
      return z.NEVER
    }
  }
}

/** What API and worker are both told. Where they run as two processes, both must be told the same. */
export const commonSettings = {
  DATABASE_URL: z
    .string()
    .default('sqlite:./data/agentsentry.db')
    .refine(
      (url) => isSqliteUrl(url) || isPostgresUrl(url),
      'must be `sqlite:PATH`, for example `sqlite:./data/agentsentry.db`, or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`',
    )
    .describe('Where traces and rules are kept: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`'),
  OPENROUTER_API_KEY: z
    .string()
    .default('')
    .describe('Key of the judge at OpenRouter, or at another endpoint that speaks its API'),
  OPENROUTER_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default(openRouterUrl)
    .describe(
      'Where the judge is asked: any endpoint that speaks the OpenAI API, such as `http://localhost:11434/v1` (Ollama)',
    ),
  AGENTSENTRY_AUDIT_KEY: z
    .string()
    .default('')
    .refine(
      (key) => /^(|[0-9a-f]{64}|[A-Z0-9+/]{43}=)$/i.test(key),
      'must be 32 bytes as base64 or hex, as `openssl rand -base64 32` prints them',
    )
    .describe(
      'Signs the checkpoints of the [audit log](audit.md) and the rules that [local enforcement](local.md) takes: 32 random ' +
        'bytes as base64 or hex',
    ),
  AGENTSENTRY_WEBHOOK_URL: z
    .string()
    .default('')
    .transform(readBy((text) => (text === '' ? null : readWebhookUrl(text))))
    .describe('Told of blocks and of decisions that were raised, once each'),
  AGENTSENTRY_STORE_SECRETS: z
    .enum(['mask', 'keep'])
    .default('mask')
    .describe(
      'Whether what rules with the tag `x-secret`, `CWE-522` or `CWE-798` match is masked before it is stored, logged or ' +
        'answered: `mask`, `keep`',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .union([z.literal(''), z.url({ protocol: /^https?$/ })])
    .default('')
    .describe('Collector to which OpenTelemetry spans are sent (OTLP over HTTP), for example `http://localhost:4318`'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('The share of requests and checks that spans are sent of, from 0 to 1, unless the caller has decided'),
  AGENTSENTRY_STORE_WAIT_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_600)
    .default(30)
    .describe('How long a PostgreSQL that does not answer yet is waited for at the start, in seconds'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('What is logged'),
}

type JudgeSettings = Readonly<Record<'OPENROUTER_API_KEY' | 'OPENROUTER_BASE_URL', string>>

/** A judge is set up by its key, or by an endpoint of one's own, which may need none. */
export function hasJudge({ OPENROUTER_API_KEY, OPENROUTER_BASE_URL }: JudgeSettings): boolean {
  return OPENROUTER_API_KEY !== '' || OPENROUTER_BASE_URL !== openRouterUrl
}
