import { z } from 'zod'

const countSchema = z.number().int()

/** One line of `GET /rules/hits`: in how many traces a rule gave a reason. */
export const ruleHitsSchema = z.object({
  rule: z.string().describe('Name of the rule; one that was deleted since is listed too'),
  hits_24h: countSchema,
  hits_30d: countSchema,
  last_hit_at: z.iso.datetime().nullable().describe('Also when it was in shadow'),
  shadow_hits_24h: countSchema,
  shadow_hits_30d: countSchema,
})
export type RuleHits = z.infer<typeof ruleHitsSchema>
