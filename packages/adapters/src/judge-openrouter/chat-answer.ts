import type { JudgeUsage } from '@agentsentry/pipeline'
import { z } from 'zod'
import { plainLine } from './plain-text.ts'
import { type ProviderError, providerError } from './provider-error.ts'

/** Numbers that make no sense count as not told, so that a negative cost cannot win back a budget. */
const countSchema = z.number().int().nonnegative().nullish().catch(null)
const costSchema = z.number().nonnegative().nullish().catch(null)

const usageSchema = z
  .object({
    prompt_tokens: countSchema,
    completion_tokens: countSchema,
    cost: costSchema,
    is_byok: z.boolean().nullish().catch(null),
    cost_details: z.object({ upstream_inference_cost: costSchema }).nullish().catch(null),
  })
  .nullish()
  .catch(null)

const choiceSchema = z.object({
  finish_reason: z.string().nullish(),
  error: z.unknown().optional(),
  message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
})

const answerSchema = z.object({
  model: z.string().nullish().catch(null),
  error: z.unknown().optional(),
  choices: z.array(choiceSchema).nullish(),
  usage: usageSchema,
})

/** What came in a 200, of which not every one is an answer. */
export type ChatAnswer =
  | { readonly kind: 'text'; readonly text: string; readonly usage: JudgeUsage }
  | { readonly kind: 'error'; readonly error: ProviderError; readonly usage: JudgeUsage }
  | { readonly kind: 'refused'; readonly why: string; readonly usage: JudgeUsage }
  | { readonly kind: 'malformed'; readonly why: string; readonly usage: JudgeUsage | null }

const modelCharacters = 200

/** Reads a `chat.completion`. `asked` stands for the model where the answer names none. */
export function readChatAnswer(body: string, asked: string): ChatAnswer {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return { kind: 'malformed', why: 'the answer is not JSON', usage: null }
  }
  const parsed = answerSchema.safeParse(value)
  if (!parsed.success) return { kind: 'malformed', why: 'the answer is no chat completion', usage: null }
  const answer = parsed.data
  const usage = usageOf(answer, asked)
  const choice = answer.choices?.[0]
  const error = providerError(answer.error) ?? providerError(choice?.error) ?? stoppedWithError(choice)
  if (error !== null) return { kind: 'error', error, usage }
  if (choice === undefined) return { kind: 'malformed', why: 'the answer holds no choice', usage }
  return { ...readChoice(choice), usage }
}

function readChoice({ finish_reason: end, message }: z.infer<typeof choiceSchema>) {
  if (message?.refusal) return { kind: 'refused', why: message.refusal } as const
  if (end === 'content_filter') return { kind: 'refused', why: 'a content filter stopped the answer' } as const
  if (end === 'length') return { kind: 'malformed', why: 'the answer was cut at the limit on tokens' } as const
  if (!message?.content) return { kind: 'malformed', why: 'the answer is empty' } as const
  return { kind: 'text', text: message.content } as const
}

function stoppedWithError(choice: z.infer<typeof choiceSchema> | undefined): ProviderError | null {
  return choice?.finish_reason === 'error' ? providerError('the model stopped with an error') : null
}

/**
 * With a key of one's own at the provider behind OpenRouter, `cost` is OpenRouter's share only, and what that provider
 * takes stands beside it.
 */
function usageOf({ model, usage }: z.infer<typeof answerSchema>, asked: string): JudgeUsage {
  const cost = usage?.cost ?? null
  const behind = usage?.is_byok ? (usage.cost_details?.upstream_inference_cost ?? 0) : 0
  return {
    model: plainLine(model || asked, modelCharacters),
    promptTokens: usage?.prompt_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
    costUsd: cost === null ? null : cost + behind,
  }
}
