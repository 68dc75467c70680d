import { z } from 'zod'
import { definitionOf, type RuleDefinition, ruleDefinitionSchema } from './rule.ts'

/** `GET /ruleset`: all that is needed to judge as this project does, away from the server. */
export const ruleSetBundleSchema = z.object({
  project: z.string().describe('Id of the project whose rules these are'),
  number: z.number().int(),
  hash: z.string().describe('SHA-256 of the definitions, as 64 hexadecimal digits; see docs/local.md'),
  rules: z
    .array(ruleDefinitionSchema.extend({ id: z.number().int() }))
    .describe('In the order in which they are tried'),
  secrets: z.enum(['mask', 'keep']).describe('Whether answers show what secret rules match'),
  limits: z
    .object({
      body_bytes: z.number().int().describe('Largest request body'),
      batch_traces: z.number().int().describe('Most traces of one `POST /traces/batch`'),
    })
    .describe('What the server takes'),
  signature: z
    .object({
      public_key: z.string().describe('Ed25519, 32 bytes as base64'),
      value: z.string().describe('64 bytes as base64'),
    })
    .nullable()
    .describe('Over project, number and hash; null where the server has no signing key'),
})
export type RuleSetBundle = z.infer<typeof ruleSetBundleSchema>

/** The text whose SHA-256, in UTF-8, is the hash of a rule set. */
export function ruleSetText(rules: readonly RuleDefinition[]): string {
  return JSON.stringify(rules.map(definitionOf))
}

const signatureDomain = 'agentsentry-rule-set/1'

/** The text that the signature of a rule set is made over. */
export function ruleSetSignedText({ project, number, hash }: Pick<RuleSetBundle, 'project' | 'number' | 'hash'>) {
  return JSON.stringify([signatureDomain, project, number, hash])
}
