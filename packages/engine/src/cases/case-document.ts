import { contentSchema, decisionSchema, type RuleDefinition, roleSchema, viewSchema } from '@agentsentry/contract'
import { type Document, isMap, isSeq, stringify } from 'yaml'
import { z } from 'zod'
import { maxAliases, readYaml } from '../read-yaml.ts'
import { parseRules } from '../rules-document.ts'

/** A reason that must be given. Fields that are left out may be anything. */
const expectedReasonSchema = z.strictObject({
  rule: z.string(),
  path: z.string().optional(),
  span: z.tuple([z.number().int(), z.number().int()]).optional(),
  key_span: z.tuple([z.number().int(), z.number().int()]).optional(),
  excerpt: z.string().optional(),
  view: viewSchema.optional(),
})

const caseSchema = z.strictObject({
  name: z.string().min(1).describe('A sentence that says what must hold'),
  traces: z
    .array(
      z.strictObject({
        role: roleSchema,
        content: contentSchema,
        expect: z.strictObject({
          decision: decisionSchema,
          rules: z.array(z.string()).optional().describe('Names of all rules that give a reason, in any order'),
          reasons: z.array(expectedReasonSchema).optional().describe('Reasons that must be among those given'),
          shadow: z.array(z.string()).optional().describe('Names of all rules in shadow that would give one'),
        }),
      }),
    )
    .min(1)
    .describe('The steps of one session, in order'),
})
export type Case = z.infer<typeof caseSchema>

const suiteSchema = z.strictObject({
  rules: z
    .union([z.string(), z.array(z.unknown())])
    .describe('Path of a rules document, from this file; or the rules themselves'),
  cases: z.array(caseSchema).min(1),
})

/** Cases with the rules that they are about. `rules` is the path of a rules document when the file names one. */
export interface CaseSuite {
  readonly rules: string | RuleDefinition[]
  readonly cases: readonly Case[]
}

/** Reads a file of cases; the tests that rules carry are not run. Throws an `Error` that names every fault with its place. */
export function parseCases(yaml: string): CaseSuite {
  const { document, faults: unreadable } = readYaml(yaml)
  if (document === null) throw new Error(unreadable.map(({ line, message }) => `line ${line}: ${message}`).join('\n'))
  if (isRulesDocument(document)) {
    const rules = readRules(yaml)
    if (rules.some(({ tests }) => tests !== null)) return { rules, cases: [] }
  }
  const parsed = suiteSchema.safeParse(document.toJS({ maxAliasCount: maxAliases }))
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
  }
  const { rules: source, cases } = parsed.data
  if (typeof source === 'string') return { rules: source, cases }
  const { rules, faults } = parseRules(stringify({ rules: source }), { skipTests: true })
  if (faults.length > 0) throw new Error(faults.map(({ rule, message }) => `rule \`${rule}\`: ${message}`).join('\n'))
  return { rules, cases }
}

/** A document of rules that carry tests is a file of cases as well: those tests are its cases. */
function isRulesDocument({ contents }: Document.Parsed): boolean {
  return isSeq(contents) || (isMap(contents) && !contents.has('cases') && isSeq(contents.get('rules', true)))
}

function readRules(yaml: string): RuleDefinition[] {
  const { rules, faults } = parseRules(yaml, { skipTests: true })
  if (faults.length === 0) return rules
  const lines = faults.map(
    ({ line, rule, message }) => `line ${line}: ${rule === null ? '' : `rule \`${rule}\`: `}${message}`,
  )
  throw new Error(lines.join('\n'))
}
