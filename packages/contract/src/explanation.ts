import { z } from 'zod'
import { decisionSchema } from './decision.ts'
import { ruleModeSchema } from './rule.ts'
import { phaseSchema, roleSchema } from './step.ts'
import { reasonSchema, viewSchema } from './verdict.ts'

/** What became of one rule when it was asked about a trace. */
export const ruleOutcomes = ['matched', 'no_match', 'out_of_scope', 'excepted', 'not_evaluated'] as const

export const explainedRuleSchema = z.object({
  rule: z.string().describe('Name of the rule'),
  type: z.string(),
  mode: ruleModeSchema,
  decision: decisionSchema.describe('What the rule decides where it matches'),
  outcome: z
    .enum(ruleOutcomes)
    .describe(
      '`excepted`: it matched, and its `unless` exempts the match; a rule in shadow has the outcome it would have',
    ),
  why: z.string().nullable().describe('What kept the rule out, exempted it, or kept it from being evaluated'),
  reason: reasonSchema.nullable().describe('Where it matched, or why it could not be evaluated'),
  executor: z.string().optional().describe('What runs the pattern: `v8`, `re2js` or `phrases`'),
})
export type ExplainedRule = z.infer<typeof explainedRuleSchema>

/** Answer of `GET /traces/{id}/explanation`. */
export const explanationSchema = z.object({
  trace: z.object({
    id: z.string(),
    session_id: z.string(),
    role: roleSchema,
    phase: phaseSchema,
    tool: z.string().nullable(),
    created_at: z.iso.datetime(),
  }),
  decision: decisionSchema.describe('As recorded'),
  rule_set: z.object({
    number: z.number().int(),
    hash: z.string().describe('SHA-256 over the rules, in hexadecimal'),
  }),
  evaluation_us: z.number().int().nullable().describe('What evaluation took, in microseconds; null where not measured'),
  views: z.array(viewSchema).describe('Readings of the content that rules looked at'),
  rules: z.array(explainedRuleSchema).describe('Every enabled rule of the rule set, in its order'),
  consistent: z.boolean().describe('Whether the rule set, asked again, says what was recorded'),
  differences: z.array(z.string()).describe('Where it does not: what was recorded, and what it says now'),
  text: z.string().describe('All of it in words, in lines'),
})
export type Explanation = z.infer<typeof explanationSchema>
