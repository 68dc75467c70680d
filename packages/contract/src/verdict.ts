import { z } from 'zod'
import { decisionSchema, severitySchema } from './decision.ts'

const spanSchema = z.tuple([z.number().int(), z.number().int()])

/** Why a trace got its decision: one per rule that matched or could not be evaluated. */
export const reasonSchema = z.object({
  rule: z.string().describe('Name of the rule'),
  type: z.string().describe('Type of the rule: `regex`, `nlp`'),
  severity: severitySchema,
  decision: decisionSchema,
  description: z.string().nullable(),
  path: z.string().optional().describe('JSON Pointer (RFC 6901) into content: the leaf where the match starts'),
  span: spanSchema
    .optional()
    .describe(
      '[start, end) of the match within the value at `path`, in UTF-16 code units; [0, 0] when only its key matched',
    ),
  key_span: spanSchema
    .optional()
    .describe('[start, end) within the key that names the value, where the match touches it'),
  excerpt: z.string().optional().describe('What matched, shortened, with secrets masked'),
  view: z.literal('text').optional().describe('The reading of the content in which the match was found'),
  unevaluated: z
    .string()
    .optional()
    .describe('Why the rule could not be evaluated; its decision is then taken as if it had matched'),
})
export type Reason = z.infer<typeof reasonSchema>

/** How many rules looked at a trace. `out_of_scope` rules are limited to other phases, tools or fields. */
export const ruleTallySchema = z.object({
  ran: z.number().int(),
  out_of_scope: z.number().int(),
  not_evaluated: z.number().int(),
})
export type RuleTally = z.infer<typeof ruleTallySchema>
