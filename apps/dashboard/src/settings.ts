import { z } from 'zod'

const flagSchema = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true')

/** Every setting of the dashboard's own process, with its default. */
export const dashboardConfigSchema = z.object({
  AGENTSENTRY_API_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:8000')
    .describe('Where the dashboard finds the API; `npm start` tells it'),
  AGENTSENTRY_DASHBOARD_SECRET: z
    .string()
    .default('')
    .refine(
      (secret) => secret === '' || secret.length >= 32,
      'must have at least 32 characters, see `openssl rand -hex 32`',
    )
    .describe(
      'Seals the cookies of those who have signed in: at least 32 characters. Not set, `npm start` makes one beside the SQLite ' +
        'file; else everybody signs in again after a restart',
    ),
  AGENTSENTRY_TRUST_PROXY: flagSchema.describe(
    '`true` where a proxy stands before the dashboard that sets `X-Forwarded-Proto` and `X-Forwarded-Host` itself: cookies are ' +
      'then bound to HTTPS',
  ),
  AGENTSENTRY_HOST: z.string().min(1).default('127.0.0.1'),
  AGENTSENTRY_ALLOWED_HOSTS: z.string().default(''),
  AGENTSENTRY_ENV: z.enum(['development', 'production']).default('development'),
})
export type DashboardConfig = z.infer<typeof dashboardConfigSchema>
