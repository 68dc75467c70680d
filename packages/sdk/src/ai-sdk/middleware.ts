import type { LanguageModelV4Content, LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'
import { conversationOf } from '../adapting/conversation.ts'
import { onlyFields } from '../adapting/only-fields.ts'
import type { Judge } from '../judge.ts'
import { judgedPrompt } from '../language-model-v4/judged-prompt.ts'
import { judgedSpeech } from '../language-model-v4/judged-speech.ts'
import { judgedStream } from './judged-stream.ts'

/**
 * For `wrapLanguageModel`: what the user says is judged before the model gets it, and what the model says before anybody does;
 * a text that is streamed is held back until its end. A denial ends the run with an `EnforcementError`. Tools are guarded by
 * {@link wrapTools}.
 */
export function sentryMiddleware(enforcer: Judge): LanguageModelMiddleware {
  return {
    specificationVersion: 'v4',
    transformParams: async ({ params }) => ({
      ...params,
      prompt: await judgedPrompt(enforcer, conversationOf(enforcer), params.prompt),
    }),
    wrapGenerate: async ({ doGenerate }) => judgedResult(enforcer, await doGenerate()),
    wrapStream: async ({ doStream }) => {
      const result = await doStream()
      return { ...result, stream: result.stream.pipeThrough(judgedStream(enforcer)) }
    },
  }
}

async function judgedResult(
  judge: Judge,
  result: LanguageModelV4GenerateResult,
): Promise<LanguageModelV4GenerateResult> {
  const content: LanguageModelV4Content[] = []
  let isRewritten = false
  for (const part of result.content) {
    const text =
      part.type === 'text' || part.type === 'reasoning' ? await judgedSpeech(judge, part.type, part.text) : null
    if (text !== null) isRewritten = true
    content.push(text === null ? part : ({ type: part.type, text } as LanguageModelV4Content))
  }
  const { structuredOutputText: json } = result
  const said = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const structured = json === undefined || json === said ? null : await judgedSpeech(judge, 'text', json)
  if (!isRewritten && structured === null) return result
  // What else a provider tells of its answer may quote the text as it was.
  return {
    ...onlyFields(result, 'finishReason', 'usage', 'request', 'warnings'),
    content,
    ...(structured !== null && { structuredOutputText: structured }),
    response: onlyFields(result.response ?? {}, 'id', 'timestamp', 'modelId', 'headers'),
  }
}
