import { z } from 'zod'
import { phaseSchema } from './step.ts'
import { lineSchema, proseSchema } from './text.ts'

export const ruleTypeSchema = z.enum(['regex', 'nlp'])
export type RuleType = z.infer<typeof ruleTypeSchema>

export const patternSchema = proseSchema(20_000).min(1)

const globsSchema = z.array(lineSchema(500).min(1)).min(1).max(200)

/** Where a rule looks. */
export const scopeFields = {
  on: z.array(phaseSchema).min(1).nullable().describe('Phases it looks at; default all'),
  tools: globsSchema.nullable().describe('Globs over the name of the tool, `!` excludes; default any step'),
  fields: globsSchema
    .nullable()
    .describe('JSON Pointers into content, or globs over them (`/args/**`); default everything'),
}

/**
 * One exception of a rule. All parts that are given must hold. A pattern without `fields` exempts the matches that it
 * overlaps; with `fields` it is looked for there, and exempts the rule for the whole trace.
 */
export const exceptionSchema = z
  .strictObject({
    pattern: patternSchema.optional().describe('What exempts; in the syntax of `type`'),
    type: ruleTypeSchema.optional().describe('How to read `pattern`; default as the rule itself'),
    on: z.array(phaseSchema).min(1).optional().describe('Phases in which it exempts'),
    tools: globsSchema.optional().describe('Globs over the name of the tool, `!` excludes'),
    fields: globsSchema.optional().describe('Where `pattern` is looked for: JSON Pointers into content, or globs'),
  })
  .refine(({ pattern, on, tools }) => pattern !== undefined || on !== undefined || tools !== undefined, {
    error: 'an exception names a `pattern`, `tools` or `on`; one without them would exempt everything',
  })
  .refine(({ pattern, type, fields }) => pattern !== undefined || (type === undefined && fields === undefined), {
    error: '`type` and `fields` say how and where a `pattern` is looked for; give one',
  })
export type Exception = z.infer<typeof exceptionSchema>
