import { commonSettings, hasJudge, parseSettings, portSchema } from '@agentsentry/adapters/settings'
import { type CheckSelection, noChecks, parseCheckSelection } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { ServerNames } from './http/allowed-hosts.ts'

const limitSchema = z.coerce.number().int().min(10).max(60_000)

/** Every setting of the API, with its default. Parsed once, at start; nothing else reads the environment. */
export const apiConfigSchema = z.object({
  ...commonSettings,
  AGENTSENTRY_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on'),
  AGENTSENTRY_API_PORT: portSchema.default(8000).describe('Port of the API; 0 takes a free one'),
  AGENTSENTRY_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'must be printable ASCII without blanks')
    .default('')
    .describe('Admin key of the default project; see [who may do what](access.md)'),
  AGENTSENTRY_ENV: z
    .enum(['development', 'production'])
    .default('development')
    .describe('In `production` every route demands a key, and nothing starts without one: `development`, `production`'),
  AGENTSENTRY_RATE_LIMIT: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('Requests a minute of each key, in each process, unless the key has a limit of its own; 0 is no limit'),
  AGENTSENTRY_ALLOWED_HOSTS: z
    .string()
    .regex(/^[^\s/]*(\s*,\s*[^\s/]+)*$/, 'must be names without a port, with commas between')
    .default('')
    .describe(
      'Names that the API is reached by, with commas between, beside `localhost`, addresses and names without a dot; `*` ' +
        'is every name. Held to where it is set, and where no key is demanded',
    ),
  AGENTSENTRY_MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .max(64 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('Largest request body, in bytes'),
  AGENTSENTRY_MAX_IN_FLIGHT: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe('Requests that are worked on at once, in each process; one more is answered 503 at once'),
  AGENTSENTRY_MAX_IN_FLIGHT_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .max(16 * 1024 * 1024 * 1024)
    .default(64 * 1024 * 1024)
    .describe(
      'Bytes of their bodies together, not counting bodies of up to 16 KiB; one more is answered 503 at once. They take ' +
        'several times as much memory',
    ),
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
      '`true` where several API processes use one SQLite file: what earlier traces of a session left is then read again ' +
        'after a second, since another process may have added to it. With PostgreSQL it always is',
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
})
export type ApiConfig = z.infer<typeof apiConfigSchema>

/** Reads the settings. Throws `ConfigError` with every fault at once. */
export function parseApiConfig(environment: Readonly<Record<string, string | undefined>>): ApiConfig {
  return parseSettings(apiConfigSchema, environment)
}

/** Which traces are checked: `auto` follows whether there is a judge. */
export function checkSelectionOf(config: ApiConfig): CheckSelection {
  if (config.AGENTSENTRY_CHECKS !== 'auto') return parseCheckSelection(config.AGENTSENTRY_CHECKS) ?? noChecks
  return hasJudge(config) ? { kind: 'all' } : noChecks
}

/** Whether traces are judged by a model too, as far as these settings tell; null where checks are left for a worker. */
export function judgeOf(config: ApiConfig): 'configured' | 'none' | null {
  if (hasJudge(config)) return 'configured'
  return checkSelectionOf(config).kind === 'none' ? 'none' : null
}

/** The names that requests may call the server by. */
export function serverNamesOf(config: ApiConfig): ServerNames {
  const others = config.AGENTSENTRY_ALLOWED_HOSTS.split(',').flatMap((name) => name.trim() || [])
  return { own: config.AGENTSENTRY_HOST, others }
}
