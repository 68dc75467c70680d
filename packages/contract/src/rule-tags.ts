import { z } from 'zod'
import { lineSchema } from './text.ts'

/** Families of ids that tags may come from: their shape, and one of them as an example. */
const tagFamilies: readonly { readonly shape: RegExp; readonly example: string }[] = [
  { shape: /^OWASP-(?:LLM|ASI|MCP|A)(?:0[1-9]|10):20\d\d$/, example: 'OWASP-LLM01:2025' },
  { shape: /^AML\.T\d{4}(?:\.\d{3})?$/, example: 'AML.T0051.001' },
  { shape: /^AML\.(?:TA|M|CS)\d{4}$/, example: 'AML.TA0010' },
  { shape: /^T\d{4}(?:\.\d{3})?$/, example: 'T1059.004' },
  { shape: /^CWE-[1-9]\d{0,4}$/, example: 'CWE-78' },
  { shape: /^CAPEC-[1-9]\d{0,4}$/, example: 'CAPEC-88' },
  { shape: /^CVE-\d{4}-\d{4,7}$/, example: 'CVE-2021-44228' },
  { shape: /^x-[a-z0-9][a-z0-9._-]*$/, example: 'x-team.payments' },
]

const acceptedForms = tagFamilies.map(({ example }) => `\`${example}\``).join(', ')

function isTag(text: string): boolean {
  return tagFamilies.some(({ shape }) => shape.test(text))
}

/** Ids of known catalogues, with their year or prefix as published, and own ones that begin with `x-`. */
export const tagsSchema = z
  .array(
    lineSchema(100).refine(isTag, {
      error: ({ input }) => `\`${input}\` is no known form of a tag; write one like ${acceptedForms}`,
    }),
  )
  .max(50)
  .refine((tags) => new Set(tags).size === tags.length, 'a tag stands twice')
  .describe(`Ids of what the rule is against, such as ${acceptedForms}; own ones begin with \`x-\``)
