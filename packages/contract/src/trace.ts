import { z } from 'zod'
import { decisionSchema } from './decision.ts'
import { contentSchema, phaseSchema, roleSchema } from './step.ts'
import { reasonSchema, ruleTallySchema } from './verdict.ts'

/** Body of `POST /traces`. */
export const newTraceSchema = z.object({
  session_id: z.string().min(1).max(200).describe('Id of an existing session'),
  role: roleSchema,
  content: contentSchema.describe(
    '`text` for messages; `tool`, `args`, then `result` or `error` for tools. Other keys are kept and scanned too.',
  ),
})
export type NewTrace = z.infer<typeof newTraceSchema>

const traceIdentity = {
  id: z.string().describe('UUID version 7: sorts by time'),
  session_id: z.string(),
  role: roleSchema,
  phase: phaseSchema,
  decision: decisionSchema,
  reasons: z.array(reasonSchema),
  shadow: z.array(reasonSchema).describe('Reasons that rules in shadow would have given; they decide nothing'),
  created_at: z.iso.datetime(),
  rule_set: z.number().int().describe('Number of the rule set that judged this trace'),
  rules: ruleTallySchema,
  evaluation_us: z
    .number()
    .int()
    .nullable()
    .describe('What evaluation took, in microseconds; null for traces from before it was measured'),
  masked: z.number().int().describe('How many places of the content were masked before it was recorded'),
}

/** A trace as it was recorded, in the listings. */
export const traceSchema = z.object({ ...traceIdentity, content: contentSchema })
export type Trace = z.infer<typeof traceSchema>

/** `GET /traces/{id}`: the trace, with its neighbours. */
export const placedTraceSchema = traceSchema.extend({
  previous_id: z.string().nullable().describe('The trace before it in its session; null at the beginning'),
  next_id: z.string().nullable().describe('The trace after it in its session; null at the end'),
})
export type PlacedTrace = z.infer<typeof placedTraceSchema>

/** Answer of `POST /traces`. */
export const checkedTraceSchema = z.object({
  ...traceIdentity,
  payload: contentSchema.describe('The content as recorded'),
})
export type CheckedTrace = z.infer<typeof checkedTraceSchema>
