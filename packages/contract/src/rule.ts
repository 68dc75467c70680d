import { z } from 'zod'
import { decisionSchema, severitySchema } from './decision.ts'
import { phaseSchema } from './step.ts'
import { lineSchema, proseSchema } from './text.ts'

export const ruleTypeSchema = z.enum(['regex', 'nlp'])
export type RuleType = z.infer<typeof ruleTypeSchema>

const patternSchema = proseSchema(20_000).min(1)
const globSchema = lineSchema(500).min(1)

const ruleFields = {
  name: lineSchema(200).min(1).describe('Unique'),
  pattern: patternSchema.describe('RE2 syntax for `regex`; phrases separated by `|` for `nlp`'),
  rule_type: ruleTypeSchema,
  severity: severitySchema,
  decision: decisionSchema,
  enabled: z.boolean(),
  description: proseSchema(5_000).nullable(),
  on: z.array(phaseSchema).min(1).nullable().describe('Phases it looks at; default all'),
  tools: z
    .array(globSchema)
    .min(1)
    .max(200)
    .nullable()
    .describe('Globs over the name of the tool, `!` excludes; default any step'),
  fields: z
    .array(globSchema)
    .min(1)
    .max(200)
    .nullable()
    .describe('JSON Pointers into content, or globs over them (`/args/**`); default everything'),
}

const ruleDefinitionSchema = z.strictObject(ruleFields)

/** A rule without its identity: everything that decides what it means. */
export type RuleDefinition = z.infer<typeof ruleDefinitionSchema>

/** What the store gives to a rule. A rule may be sent as it was read, with these in it; they are passed over. */
const givenFields = {
  id: z.unknown().optional(),
  created_at: z.unknown().optional(),
  updated_at: z.unknown().optional(),
}

function withoutGiven<Given extends { [field in keyof typeof givenFields]?: unknown }>({
  id: _id,
  created_at: _createdAt,
  updated_at: _updatedAt,
  ...rule
}: Given) {
  return rule
}

/** Body of `POST /rules`. Unknown fields are refused: a rule whose exception is ignored is worse than no rule. */
export const newRuleSchema = ruleDefinitionSchema
  .extend({
    ...givenFields,
    rule_type: ruleFields.rule_type.default('regex'),
    severity: ruleFields.severity.default('warning'),
    decision: ruleFields.decision.default('warn'),
    enabled: ruleFields.enabled.default(true),
    description: ruleFields.description.default(null),
    on: ruleFields.on.default(null),
    tools: ruleFields.tools.default(null),
    fields: ruleFields.fields.default(null),
  })
  .transform(withoutGiven)
export type NewRule = z.input<typeof newRuleSchema>

/** Body of `PUT /rules/{id}`: any subset of a rule; what is left out stays as it is. */
export const rulePatchSchema = ruleDefinitionSchema.partial().extend(givenFields).transform(withoutGiven)
export type RulePatch = z.infer<typeof rulePatchSchema>

/** All of a rule that decides what it means, in one order; ids and times are left out. */
export function definitionOf(rule: RuleDefinition): RuleDefinition {
  const { name, rule_type, pattern, severity, decision, enabled, description, on, tools, fields } = rule
  return { name, rule_type, pattern, severity, decision, enabled, description, on, tools, fields }
}

/** The rule as it stands after a patch. */
export function patchRule(rule: RuleDefinition, patch: RulePatch): RuleDefinition {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined)
  return { ...rule, ...Object.fromEntries(given) }
}

/** A rule as the store holds it. */
export const ruleSchema = z.object({
  id: z.number().int(),
  ...ruleFields,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})
export type Rule = z.infer<typeof ruleSchema>

/** What `POST /rules/import` answers: counts of rules, by name. */
export const importOutcomeSchema = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  skipped: z.number().int().describe('Present already, and the same'),
  errors: z.array(z.never()).describe('Always empty: an import with an error changes nothing and is answered with 422'),
})
export type ImportOutcome = z.infer<typeof importOutcomeSchema>
