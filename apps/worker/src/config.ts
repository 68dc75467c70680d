import {
  commonSettings,
  defaultJudgeModels,
  maxOpenRouterModels,
  openRouterUrl,
  parseSettings,
  portSchema,
  readBy,
  readWebhookAllow,
  readWebhookSecrets,
} from '@agentsentry/adapters/settings'
import { z } from 'zod'

const countSchema = z.coerce.number().int().min(1).max(10_000)

const listSchema = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
)

const [primaryModel = '', ...fallbackModels] = defaultJudgeModels

/** Every setting of the worker, with its default. Parsed once, at start; nothing else reads the environment. */
export const workerConfigSchema = z
  .object({
    ...commonSettings,
    REDIS_URL: z
      .union([z.literal(''), z.url({ protocol: /^rediss?$/ })])
      .default('')
      .describe('Redis that spreads checks over workers; without it workers take them from the database'),
    AGENTSENTRY_WORKER_HOST: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address of `/healthz`, `/readyz` and `/metrics` of a worker process'),
    AGENTSENTRY_WORKER_PORT: portSchema.default(8001).describe('Port of the same; 0 takes a free one'),
    OPENROUTER_MODEL: z.string().min(1).default(primaryModel).describe('The model that is asked'),
    OPENROUTER_FALLBACK_MODELS: listSchema
      .default([...fallbackModels])
      .describe('Models that are asked where the first cannot answer, parted by commas; OpenRouter only'),
    DYNAMIC_PROMPT_EXTENSION: z
      .string()
      .max(20_000)
      .default('')
      .describe('What is added to the instructions of the judge'),
    AGENTSENTRY_JUDGE_CONCURRENCY: countSchema.default(8).describe('Checks that are made at once, in each worker'),
    AGENTSENTRY_JUDGE_RATE: z.coerce
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('Checks a minute, in each worker; 0 is no limit'),
    AGENTSENTRY_JUDGE_DAILY_USD: z.coerce
      .number()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('What checks may cost in a day (UTC), in US dollars, over all workers; 0 is no limit'),
    AGENTSENTRY_JUDGE_TIMEOUT_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(600_000)
      .default(30_000)
      .describe('How long a judge may take, in milliseconds'),
    AGENTSENTRY_JUDGE_ATTEMPTS: z.coerce
      .number()
      .int()
      .min(1)
      .max(100)
      .default(6)
      .describe('How often a judge is asked about one trace before a person is needed'),
    AGENTSENTRY_JUDGE_CACHE_MINUTES: z.coerce
      .number()
      .min(0)
      .max(1_440)
      .default(10)
      .describe('For how long an opinion answers for equal content, in minutes; 0 has everything judged'),
    AGENTSENTRY_JUDGE_WINDOW: z.coerce
      .number()
      .int()
      .min(0)
      .max(8)
      .default(6)
      .describe('How many earlier traces of the session the judge sees'),
    AGENTSENTRY_WEBHOOK_SECRET: z
      .string()
      .default('')
      .transform(readBy((text) => (text === '' ? [] : readWebhookSecrets(text))))
      .describe(
        'Signs what is told ([Standard Webhooks](https://www.standardwebhooks.com)): `whsec_…`, or 24 and more bytes; several, parted by blanks, all sign',
      ),
    AGENTSENTRY_WEBHOOK_ALLOW: z
      .string()
      .default('')
      .transform(readBy(readWebhookAllow))
      .describe(
        'Hosts and networks that may be told though they are not public, parted by commas: `hooks.internal`, `10.0.0.0/8`',
      ),
    AGENTSENTRY_RETENTION_DAYS: z.coerce
      .number()
      .int()
      .min(0)
      .max(36_500)
      .default(0)
      .describe('Traces older than this are removed, unless their session says otherwise; 0 keeps them for good'),
  })
  .refine(
    ({ AGENTSENTRY_WEBHOOK_URL, AGENTSENTRY_WEBHOOK_SECRET }) =>
      AGENTSENTRY_WEBHOOK_URL === null || AGENTSENTRY_WEBHOOK_SECRET.length > 0,
    { path: ['AGENTSENTRY_WEBHOOK_SECRET'], message: 'is needed where AGENTSENTRY_WEBHOOK_URL is set' },
  )
  .refine(
    ({ OPENROUTER_BASE_URL, OPENROUTER_FALLBACK_MODELS }) =>
      OPENROUTER_BASE_URL !== openRouterUrl || OPENROUTER_FALLBACK_MODELS.length < maxOpenRouterModels,
    { path: ['OPENROUTER_FALLBACK_MODELS'], message: `OpenRouter takes at most ${maxOpenRouterModels} models in all` },
  )
export type WorkerConfig = z.infer<typeof workerConfigSchema>

/** Reads the settings. Throws `ConfigError` with every fault at once. */
export function parseWorkerConfig(environment: Readonly<Record<string, string | undefined>>): WorkerConfig {
  return parseSettings(workerConfigSchema, environment)
}
