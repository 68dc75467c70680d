import type { Content } from '@agentsentry/contract'
import type {
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4TextPart,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider'
import { type Conversation, resultKey } from '../adapting/conversation.ts'
import { type Judge, judged, judgedText } from '../judge.ts'
import { callStep, resultStep } from '../step.ts'

/**
 * The prompt as the model may get it. It holds all that was said so far: each text of the user, and each result of a tool that
 * `wrapTools` has not judged, is asked about when it first comes up. Throws a denial.
 */
export async function judgedPrompt(
  judge: Judge,
  conversation: Conversation,
  prompt: LanguageModelV4Prompt,
): Promise<LanguageModelV4Prompt> {
  const inputs = new Map<string, unknown>()
  const timesSaid = new Map<string, number>()

  async function userText(part: LanguageModelV4TextPart): Promise<LanguageModelV4TextPart> {
    const time = (timesSaid.get(part.text) ?? 0) + 1
    timesSaid.set(part.text, time)
    const text = await conversation.once(['user', part.text, time], () => judgedText(judge, 'user', part.text))
    return text === null ? part : { ...part, text }
  }

  async function toolResult(part: LanguageModelV4ToolResultPart): Promise<LanguageModelV4ToolResultPart> {
    const { toolCallId: id, toolName, output } = part
    if (output.type === 'execution-denied') return part
    const { step } = callStep(toolName, inputs.get(id))
    const outcome = output.type.startsWith('error') ? { error: output.value } : { result: output.value }
    const rewritten = await conversation.once(resultKey(id, output.value), () =>
      judged(judge, resultStep(step, outcome)),
    )
    return rewritten === null ? part : { ...part, output: { ...output, value: outcomeIn(rewritten) } as typeof output }
  }

  const messages: LanguageModelV4Message[] = []
  for (const message of prompt) {
    if (message.role === 'user') {
      const content: typeof message.content = []
      for (const part of message.content) content.push(part.type === 'text' ? await userText(part) : part)
      messages.push({ ...message, content })
    } else if (message.role === 'tool') {
      const content: typeof message.content = []
      for (const part of message.content) content.push(part.type === 'tool-result' ? await toolResult(part) : part)
      messages.push({ ...message, content })
    } else {
      if (message.role === 'assistant')
        for (const part of message.content) if (part.type === 'tool-call') inputs.set(part.toolCallId, part.input)
      messages.push(message)
    }
  }
  return messages
}

function outcomeIn(content: Content): unknown {
  return 'error' in content ? content.error : content.result
}
