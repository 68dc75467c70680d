import { z } from 'zod'

/** One day (UTC) of `GET /checks/costs`. What was answered from memory counts as a check and costs nothing. */
export const checkCostSchema = z.object({
  day: z.iso.date(),
  checks: z.number().int(),
  cost_usd: z.number(),
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
})
export type CheckCost = z.infer<typeof checkCostSchema>

/** Body of `POST /checks/retry`. */
export const retryChecksSchema = z.object({ state: z.literal('dead') })

export const retriedChecksSchema = z.object({ retried: z.number().int().describe('At most 1,000 in one call') })
export type RetriedChecks = z.infer<typeof retriedChecksSchema>
