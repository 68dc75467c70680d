import { parseStrictJson, SentryError } from '@agentsentry/contract'
import { z } from 'zod'
import { owaspId, owaspIds } from './owasp-ids.ts'
import { plainText } from './plain-text.ts'

/** Names too many categories, and it names none. */
const maxCategories = 20
const explanationCharacters = 2_000

const replySchema = z.strictObject({
  decision: z.enum(['allow', 'warn', 'block']),
  explanation: z.string(),
  categories: z.array(z.string()).max(maxCategories),
  confidence: z.number().min(0).max(1),
})
export type JudgeReply = z.infer<typeof replySchema>

/**
 * The same as JSON Schema. Without bounds on numbers and lengths, which not every endpoint takes in strict mode; they are
 * checked here. The explanation comes first, so that the decision follows from it.
 */
export const replyJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['explanation', 'categories', 'decision', 'confidence'],
  properties: {
    explanation: { type: 'string' },
    categories: { type: 'array', items: { type: 'string', enum: owaspIds } },
    decision: { type: 'string', enum: ['allow', 'warn', 'block'] },
    confidence: { type: 'number' },
  },
} as const

/**
 * The opinion in a model's text: that of the parsed fields, whatever else the text says. Null with the reason when it is
 * not exactly one; a key that stands twice makes it none. A category from neither list is dropped, since a block must not
 * be lost to a misspelt ground.
 */
export function readReply(text: string): { reply: JudgeReply } | { fault: string } {
  let value: unknown
  try {
    value = parseStrictJson(withoutCodeFence(text))
  } catch (error) {
    if (error instanceof SentryError) return { fault: error.message }
    throw error
  }
  const parsed = replySchema.safeParse(value)
  if (!parsed.success) return { fault: z.prettifyError(parsed.error) }
  const { explanation, categories, ...rest } = parsed.data
  const ids = categories.map(owaspId).filter((id) => id !== null)
  return {
    reply: { ...rest, explanation: plainText(explanation, explanationCharacters), categories: [...new Set(ids)] },
  }
}

/** Models that are not held to a schema like to wrap JSON in Markdown. */
function withoutCodeFence(text: string): string {
  return /^\s*```(?:json)?\n([\s\S]*)\n```\s*$/.exec(text)?.[1] ?? text
}
