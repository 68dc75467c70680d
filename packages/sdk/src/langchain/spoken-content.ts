import type { Content } from '@agentsentry/contract'
import { AIMessage, type BaseMessage, HumanMessage, type MessageContent } from '@langchain/core/messages'
import type { ToolCall } from '@langchain/core/messages/tool'
import { onlyFields } from '../adapting/only-fields.ts'
import { type Step, spokenStep } from '../step.ts'

/** Blocks that say what `tool_calls` says as well, which is judged when it is about to run. */
const callBlocks: ReadonlySet<unknown> = new Set(['tool_use', 'tool_call', 'tool_call_chunk', 'function_call'])

/** What is to be judged of a message; null when it says nothing. `answers` are calls that no tool takes: structured output. */
export function stepOf(
  role: 'user' | 'assistant',
  message: BaseMessage,
  answers: readonly ToolCall[] = [],
): Step | null {
  return spokenStep(role, message.text, {
    parts: otherParts(message),
    reasoning: message.additional_kwargs?.reasoning_content,
    answers: answers.map(({ name, args }) => ({ name, args })),
  })
}

/**
 * The message with what rules left of it. Nothing else of it is kept but what it is known by: metadata of providers may repeat
 * the text, token by token.
 */
export function rewrittenMessage(
  message: BaseMessage,
  rewritten: Content,
  answers: readonly ToolCall[] = [],
): BaseMessage {
  const text = String(rewritten.text)
  const parts = Array.isArray(rewritten.parts) ? rewritten.parts : []
  const content: MessageContent = parts.length > 0 ? [{ type: 'text', text }, ...parts] : text
  if (!AIMessage.isInstance(message)) return new HumanMessage({ ...onlyFields(message, 'id', 'name'), content })
  const left = Array.isArray(rewritten.answers) ? rewritten.answers : []
  const calls = (message.tool_calls ?? []).map((call) => {
    const at = answers.indexOf(call)
    return at === -1 ? call : { ...call, args: left[at]?.args ?? {} }
  })
  return answer(message, content, calls)
}

/** A message of the model, in place of `message`. */
export function answer(message: AIMessage, content: MessageContent, calls: readonly ToolCall[] = []): AIMessage {
  const usage = message.usage_metadata
  return new AIMessage({
    ...onlyFields(message, 'id', 'name'),
    content,
    tool_calls: [...calls],
    ...(usage !== undefined && { usage_metadata: usage }),
  })
}

function otherParts({ content }: BaseMessage): readonly unknown[] {
  if (typeof content === 'string') return []
  return content.filter((part) => part.type !== 'text' && !callBlocks.has(part.type))
}
