import { z } from 'zod'
import { decisionSchema, severitySchema } from './decision.ts'

/** Readings of content, in the order in which they are tried. */
export const viewNames = ['text', 'folded', 'decoded', 'shell', 'joined', 'session'] as const
export const viewSchema = z.enum(viewNames)
export type ViewName = z.infer<typeof viewSchema>

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
  view: viewSchema
    .optional()
    .describe(
      'The reading of content in which the match was found: `text` is content as it stands; `folded` without invisible ' +
        'and look-alike characters; `decoded` (base64, percent, …); `shell` as a shell reads it; `joined` over ' +
        'several values; `session` over earlier traces',
    ),
  via: z.array(z.string()).optional().describe('What was undone to get that reading, outermost first: `base64`, …'),
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
  shadow: z.number().int().describe('Rules in shadow that would have given a reason'),
})
export type RuleTally = z.infer<typeof ruleTallySchema>
