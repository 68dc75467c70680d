import { portSchema } from '@agentsentry/adapters/settings'
import { z } from 'zod'

/** What the command itself needs to know of the dashboard; everything else is read by the dashboard's own process. */
export const webConfigSchema = z.object({
  AGENTSENTRY_WEB_PORT: portSchema.default(3000).describe('Port of the dashboard; 0 takes a free one'),
  AGENTSENTRY_HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z.string().default('sqlite:./data/agentsentry.db'),
  AGENTSENTRY_DASHBOARD_SECRET: z.string().default(''),
})
export type WebConfig = z.infer<typeof webConfigSchema>
