import { z } from 'zod'

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

/** The file of a `sqlite:` URL. */
export function sqlitePathOf(databaseUrl: string): string {
  return databaseUrl.replace(/^sqlite:(\/\/)?/, '')
}
