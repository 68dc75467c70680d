import { z } from 'zod'
import { ruleDefinitionSchema } from './rule.ts'

const namesSchema = z.array(z.string())

/** One line of `GET /rule-sets`: what was in force from a time on, and what that changed. */
export const ruleSetSummarySchema = z.object({
  number: z.number().int(),
  hash: z.string(),
  created_at: z.iso.datetime(),
  rules: z.number().int(),
  enabled: z.number().int(),
  actor: z.string().nullable().describe('Who made it; null where that is not known'),
  changed: z
    .object({
      created: namesSchema,
      updated: namesSchema,
      deleted: namesSchema,
      toggled: namesSchema.describe('Switched on or off, and otherwise as before'),
    })
    .describe('Names of rules, against the set before'),
})
export type RuleSetSummary = z.infer<typeof ruleSetSummarySchema>

/** `GET /rule-sets/{number}`. */
export const ruleSetSchema = z.object({
  number: z.number().int(),
  hash: z.string(),
  created_at: z.iso.datetime(),
  previous: z.number().int().nullable().describe('Number of the set before; numbers are shared by all projects'),
  rules: z.array(ruleDefinitionSchema),
})
export type RecordedRules = z.infer<typeof ruleSetSchema>

/** `POST /rule-sets/{number}/restore`: rules by name. */
export const restoreOutcomeSchema = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  deleted: z.number().int(),
  number: z.number().int().describe('Of the rule set that is in force now'),
})
export type RestoreOutcome = z.infer<typeof restoreOutcomeSchema>

/** One line of `GET /rules/{id}/history`. */
export const ruleVersionSchema = z.object({
  rule_set: z.number().int().describe('The first set that held it so'),
  at: z.iso.datetime(),
  definition: ruleDefinitionSchema,
})
export type RuleVersion = z.infer<typeof ruleVersionSchema>
