import { z } from 'zod'
import { decisionSchema } from './decision.ts'
import { contentSchema } from './step.ts'
import { newTraceSchema } from './trace.ts'
import { reasonSchema } from './verdict.ts'

/** Most traces of one `POST /traces/batch`. */
export const mostBatchedTraces = 100

/** One of the traces of `POST /traces/batch`. */
export const batchedTraceSchema = newTraceSchema.extend({
  idempotency_key: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters, without blanks')
    .describe('Within 24 hours, traces of one key are one trace'),
  local: z
    .object({
      decision: decisionSchema,
      rule_set: z.number().int().describe('Number of the rule set that it was made by'),
    })
    .nullish()
    .describe('What was decided where the step was taken, if it was'),
})
export type BatchedTrace = z.infer<typeof batchedTraceSchema>

const batchedVerdictSchema = z.object({
  id: z.string().describe('Of the recorded trace'),
  decision: decisionSchema,
  agreed: z.boolean().nullable().describe('Whether the local decision was the same; null where there was none'),
  reasons: z.array(reasonSchema).optional().describe('There unless the two agreed'),
  masked: z.number().int().optional().describe('There where nothing was decided locally'),
  payload: contentSchema
    .optional()
    .describe('The content as recorded, there where something in it was masked and nothing was decided locally'),
})

const batchedProblemSchema = z.object({
  error: z.object({ status: z.number().int(), code: z.string(), detail: z.string() }),
})

/** Answer of `POST /traces/batch`. */
export const traceBatchAnswerSchema = z.object({
  rule_set: z.object({ number: z.number().int(), hash: z.string() }).describe('In force now'),
  quarantined: z.array(z.string()).describe('Sessions among those of the batch that are in quarantine'),
  results: z
    .array(z.union([batchedVerdictSchema, batchedProblemSchema]))
    .describe('One for each trace, in the order of the traces'),
})
export type TraceBatchAnswer = z.infer<typeof traceBatchAnswerSchema>
