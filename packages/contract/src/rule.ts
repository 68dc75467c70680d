import { z } from 'zod'
import { decisionSchema, severitySchema } from './decision.ts'
import { exceptionSchema, patternSchema, ruleTypeSchema, scopeFields } from './rule-condition.ts'
import { tagsSchema } from './rule-tags.ts'
import { ruleTestsSchema } from './rule-tests.ts'
import { lineSchema, proseSchema } from './text.ts'

/** `shadow`: evaluated and recorded with what it would have decided; it changes no decision. */
export const ruleModeSchema = z.enum(['enforce', 'shadow'])
export type RuleMode = z.infer<typeof ruleModeSchema>

const ruleFields = {
  name: lineSchema(200)
    .min(1)
    .refine(
      (name) => !name.startsWith('agentsentry.'),
      'names that begin with `agentsentry.` are those of built-in findings',
    )
    .describe('Unique'),
  pattern: patternSchema.describe('RE2 syntax for `regex`; phrases separated by `|` for `nlp`'),
  rule_type: ruleTypeSchema,
  severity: severitySchema,
  decision: decisionSchema,
  enabled: z.boolean(),
  description: proseSchema(5_000).nullable(),
  ...scopeFields,
  unless: z
    .array(exceptionSchema)
    .min(1)
    .max(100)
    .nullable()
    .describe('Exceptions: the rule passes over what one of them names; default none'),
  mode: ruleModeSchema.describe('`enforce` decides; `shadow` is only recorded with what it would have decided'),
  tags: tagsSchema,
  tests: ruleTestsSchema.nullable().describe('Examples that are tried whenever the rule is stored; default none'),
}

export const ruleDefinitionSchema = z.strictObject(ruleFields)

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
    unless: ruleFields.unless.default(null),
    mode: ruleFields.mode.default('enforce'),
    tags: ruleFields.tags.default([]),
    tests: ruleFields.tests.default(null),
  })
  .transform(withoutGiven)
export type NewRule = z.input<typeof newRuleSchema>

/** Body of `PUT /rules/{id}`: any subset of a rule; what is left out stays as it is. */
export const rulePatchSchema = ruleDefinitionSchema.partial().extend(givenFields).transform(withoutGiven)
export type RulePatch = z.infer<typeof rulePatchSchema>

/** All of a rule that decides what it means, in one order; ids and times are left out. */
export function definitionOf(rule: RuleDefinition): RuleDefinition {
  const { name, rule_type, pattern, severity, decision, enabled, description, on, tools, fields } = rule
  const { unless, mode, tags, tests } = rule
  return {
    name,
    rule_type,
    pattern,
    severity,
    decision,
    enabled,
    description,
    on,
    tools,
    fields,
    unless,
    mode,
    tags,
    tests,
  }
}

/** Fields that came after rules were first stored, with what a rule without them means. */
const laterFields = { unless: null, mode: 'enforce', tags: [], tests: null } as const
type LaterField = keyof typeof laterFields

/** A definition that an earlier version may have stored, with all the fields of this one. */
export function completeDefinition(
  stored: Omit<RuleDefinition, LaterField> & Partial<Pick<RuleDefinition, LaterField>>,
): RuleDefinition {
  return definitionOf({ ...laterFields, tags: [], ...stored })
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

/** What became of the rules of an imported document: counts, by name. */
export const importOutcomeSchema = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  skipped: z.number().int().describe('Present already, and the same'),
  errors: z.array(z.never()).describe('Always empty: an import with an error changes nothing and is answered with 422'),
})
export type ImportOutcome = z.infer<typeof importOutcomeSchema>

/** What is allowed in a rule and yet hardly meant. */
export const ruleWarningSchema = z.object({
  rule: z.string().describe('Name of the rule'),
  field: z.string().describe('The field that it is about, such as `pattern`'),
  code: z.string().describe('Stable'),
  message: z.string(),
})
export type RuleWarning = z.infer<typeof ruleWarningSchema>

/** What `POST /rules/import` answers: the outcome, with what seems odd in the rules that are now stored. */
export const importAnswerSchema = importOutcomeSchema.extend({ warnings: z.array(ruleWarningSchema) })
export type ImportAnswer = z.infer<typeof importAnswerSchema>

/** What an import would do, or did, to one rule of the document. */
const ruleChangeSchema = z.object({
  rule: z.string().describe('Name of the rule'),
  kind: z.enum(['create', 'update', 'same']),
  before: ruleDefinitionSchema.nullable().describe('As it is stored; null for one that is new'),
  after: ruleDefinitionSchema,
})

/** What `POST /rules/import?dry_run=true` answers: the same, with every rule of the document. Nothing is changed. */
export const importPreviewSchema = importAnswerSchema.extend({ changes: z.array(ruleChangeSchema) })
export type ImportPreview = z.infer<typeof importPreviewSchema>
