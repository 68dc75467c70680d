import { z } from 'zod'
import { decisionSchema } from './decision.ts'

export const checkStates = ['waiting', 'unavailable', 'dead', 'done'] as const
export const checkStateSchema = z.enum(checkStates)
export type CheckState = z.infer<typeof checkStateSchema>

/** What became of a trace's check by a judge, which is asked after the trace was answered. */
export const checkSchema = z.object({
  id: z.string().describe('Id of the trace: it has one check at most'),
  session_id: z.string(),
  state: checkStateSchema.describe(
    '`waiting`: not asked yet; `unavailable`: asked without an opinion, and asked again at `due_at`; `dead`: given up, ' +
      'until somebody asks for it again; `done`: there is an opinion. Only `done` says anything of the trace',
  ),
  attempts: z.number().int().describe('How often the judge was asked'),
  cause: z.string().nullable().describe('Why there was no opinion the last time: a stable code, a colon, and words'),
  due_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  result: z
    .object({
      decision: decisionSchema.describe("The judge's own; it counts only where it is stronger than the rules'"),
      raised: z.boolean().describe('Whether it raised the decision of the trace'),
      model: z.string(),
      explanation: z.string().describe('For a person. It may quote the content that was judged'),
      categories: z.array(z.string()),
      prompt_tokens: z.number().int().nullable(),
      completion_tokens: z.number().int().nullable(),
      cost_usd: z.number().nullable(),
      latency_ms: z.number().int(),
      cached: z.boolean().describe('Taken from an earlier check of equal content'),
      created_at: z.iso.datetime(),
    })
    .nullable(),
})
export type Check = z.infer<typeof checkSchema>
