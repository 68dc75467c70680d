import { z } from 'zod'

const countSchema = z.number().int()

/** Traces for each decision. */
const decisionCounts = {
  allow: countSchema,
  warn: countSchema,
  redact: countSchema,
  ask: countSchema,
  block: countSchema,
}

const stoppedSchema = countSchema.describe('Of these, the traces decided `redact`, `ask` or `block`')

/** `GET /stats`: what happened between two times. Figures outlive the traces that they count. */
export const statsSchema = z.object({
  from: z.iso.datetime().describe('Start of the first step'),
  to: z.iso.datetime().describe('End of the last step'),
  step_seconds: z.number().int(),
  tallied_to: z.iso
    .datetime()
    .nullable()
    .describe('Traces from before are tallied, those of the last minutes are counted as they are; null: none is yet'),
  series: z
    .array(z.object({ at: z.iso.datetime().describe('Start of the step'), ...decisionCounts }))
    .describe('Every step, oldest first, those without traces too'),
  totals: z.object({
    traces: countSchema,
    sessions: countSchema.describe('Sessions opened in this time that are still there'),
    ...decisionCounts,
  }),
  rules: z
    .array(
      z.object({
        rule: z.string(),
        traces: countSchema.describe('`enforced` and `shadow` together'),
        enforced: countSchema.describe('Traces in which it gave a reason'),
        shadow: countSchema.describe('Traces in which it would have, were it not in shadow'),
      }),
    )
    .describe('The ten with most traces'),
  tools: z
    .array(z.object({ tool: z.string(), traces: countSchema, stopped: stoppedSchema }))
    .describe('The ten with most traces'),
  agents: z
    .array(
      z.object({
        agent: z.string(),
        sessions: countSchema.optional().describe('Sessions opened in this time that are still there'),
        traces: countSchema,
        stopped: stoppedSchema,
      }),
    )
    .describe('The ten with most traces'),
  evaluation: z
    .object({ p50_us: z.number(), p99_us: z.number() })
    .nullable()
    .describe('What evaluation took, in microseconds, to within 13 percent; null where no trace was measured'),
})
export type Stats = z.infer<typeof statsSchema>
