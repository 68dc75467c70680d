import { type CheckSelection, noChecks, parseCheckSelection } from '@agentsentry/pipeline'
import { z } from 'zod'

const limitSchema = z.coerce.number().int().min(10).max(60_000)
const openRouterUrl = 'https://openrouter.ai/api/v1'
const portSchema = z.coerce.number().int().min(0).max(65_535)

/** Every setting of the API, with its default. Parsed once, at start; nothing else reads the environment. */
export const apiConfigSchema = z.object({
  DATABASE_URL: z
    .string()
    .default('sqlite:./data/agentsentry.db')
    .refine(
      (url) => url.startsWith('sqlite:') && sqlitePathOf(url) !== '',
      'must be `sqlite:PATH`, for example `sqlite:./data/agentsentry.db`',
    )
    .describe('Where traces and rules are kept: `sqlite:PATH`'),
  AGENTSENTRY_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on'),
  AGENTSENTRY_API_PORT: portSchema.default(8000).describe('Port of the API; 0 takes a free one'),
  AGENTSENTRY_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'must be printable ASCII without blanks')
    .default('')
    .describe('Key for changing rules; empty leaves them open to everyone who reaches the API'),
  AGENTSENTRY_MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .max(64 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('Largest request body, in bytes'),
  AGENTSENTRY_EVALUATOR_PROCESSES: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(2)
    .describe(
      'Processes for traces that are costly to judge; one is started at once, each other when it is first needed',
    ),
  AGENTSENTRY_EVALUATOR_MEMORY_MIB: z.coerce
    .number()
    .int()
    .min(64)
    .max(16_384)
    .default(512)
    .describe('Memory that such a process may take, in MiB'),
  AGENTSENTRY_RULE_LIMIT_MS: limitSchema
    .default(250)
    .describe('What one rule may take on one trace, in milliseconds; over it, the decision of the rule is taken'),
  AGENTSENTRY_TRACE_LIMIT_MS: limitSchema
    .default(1_000)
    .describe('What all rules may take on one trace, in milliseconds; over it, the decisions of those left are taken'),
  AGENTSENTRY_SHARED_STORE: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe(
      '`true` where several API processes use one database: what earlier traces of a session left is then read again ' +
        'after a second, since another process may have added to it',
    ),
  AGENTSENTRY_CHECKS: z
    .string()
    .default('auto')
    .refine(
      (text) => text === 'auto' || parseCheckSelection(text) !== null,
      'must be `auto`, `none`, `all`, `warn`, `phases:…` or `sample:…`',
    )
    .describe(
      'Which traces a judge is asked about after they were answered: `all`, `none`, `warn` (those that the rules did not ' +
        'allow), `phases:user,tool_call`, `sample:0.1`; `auto` is `all` where a judge is set up, else `none`',
    ),
  OPENROUTER_API_KEY: z
    .string()
    .default('')
    .describe('Key of the judge at OpenRouter, or at another endpoint that speaks its API'),
  OPENROUTER_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default(openRouterUrl)
    .describe(
      'Where the judge is asked; any endpoint that speaks the OpenAI API, such as `http://localhost:11434/v1` (Ollama)',
    ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('What is logged'),
})
export type ApiConfig = z.infer<typeof apiConfigSchema>

/** The settings cannot be used. `faults` has a line for each that is wrong. */
export class ConfigError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`settings that cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}

/** Reads the settings. An empty value counts as not set. Throws `ConfigError` with every fault at once. */
export function parseApiConfig(environment: Readonly<Record<string, string | undefined>>): ApiConfig {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = apiConfigSchema.safeParse(set)
  if (parsed.success) return parsed.data
  throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
}

/** Which traces are checked. A judge is set up by its key, or by an endpoint of one's own, which may need none. */
export function checkSelectionOf(config: ApiConfig): CheckSelection {
  if (config.AGENTSENTRY_CHECKS !== 'auto') return parseCheckSelection(config.AGENTSENTRY_CHECKS) ?? noChecks
  const hasJudge = config.OPENROUTER_API_KEY !== '' || config.OPENROUTER_BASE_URL !== openRouterUrl
  return hasJudge ? { kind: 'all' } : noChecks
}

/** The file of a `sqlite:` URL. */
export function sqlitePathOf(databaseUrl: string): string {
  return databaseUrl.replace(/^sqlite:(\/\/)?/, '')
}
