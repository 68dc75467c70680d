import { z } from 'zod'
import { type Content, contentSchema, roleSchema } from './step.ts'
import { isWellFormed, proseSchema } from './text.ts'

/** Bounds of what travels with one rule; longer examples and sessions belong into a file of cases. */
export const ruleTestLimits = { examples: 50, length: 4_000, depth: 32 } as const

/** A text, or a trace. Where a text stands in the trace that is made of it depends on the rule: see docs/rules.md. */
export const ruleExampleSchema = z.union([
  proseSchema(ruleTestLimits.length).min(1),
  z.strictObject({
    role: roleSchema,
    content: contentSchema.refine(
      isSmall,
      `must be JSON of at most ${ruleTestLimits.length} characters and ${ruleTestLimits.depth} levels`,
    ),
  }),
])
export type RuleExample = z.infer<typeof ruleExampleSchema>

const examplesSchema = z.array(ruleExampleSchema).max(ruleTestLimits.examples)

export const ruleTestsSchema = z
  .strictObject({
    match: examplesSchema.default([]).describe('Examples that the rule must match'),
    pass: examplesSchema.default([]).describe('Examples that it must not match'),
  })
  .refine(({ match, pass }) => match.length + pass.length > 0, 'name at least one example, under `match` or `pass`')
export type RuleTests = z.infer<typeof ruleTestsSchema>

function isSmall(content: Content): boolean {
  return isJson(content, 0) && JSON.stringify(content).length <= ruleTestLimits.length
}

/** A document may hold what JSON cannot, among it a value within itself, which only the depth ends. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isWellFormed(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'boolean' || value === null) return true
  if (typeof value !== 'object' || depth >= ruleTestLimits.depth) return false
  return Object.entries(value).every(([key, member]) => isWellFormed(key) && isJson(member, depth + 1))
}
