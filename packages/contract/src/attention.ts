import { z } from 'zod'
import { sessionSchema } from './session.ts'

const countSchema = z.number().int().describe('Counted up to 1,000')

/** `GET /attention`: what waits for a person. */
export const attentionSchema = z.object({
  quarantined_sessions: z.object({
    count: countSchema,
    newest: z.array(sessionSchema).describe('At most five'),
  }),
  dead_checks: z.object({ count: countSchema }),
  unavailable_checks: z.object({ count: countSchema.describe('Checks that got no opinion yet, and are tried again') }),
  waiting_checks: z.object({ count: countSchema, oldest_at: z.iso.datetime().nullable() }),
  dead_deliveries: z.object({ count: countSchema }),
  asks: z.object({ count_24h: z.number().int().describe('Traces decided `ask` in the last 24 hours') }),
  rules_faulty: z
    .array(z.object({ rule: z.string(), message: z.string() }))
    .describe('Stored rules that cannot be evaluated: their decision is always taken'),
  no_rules: z.boolean().describe('No rule is enabled: everything is allowed'),
  judge: z
    .enum(['configured', 'none'])
    .nullable()
    .describe('Null: checks are left for a worker, and only the worker knows whether it has a judge'),
})
export type Attention = z.infer<typeof attentionSchema>
