import type { SDKAssistantMessage, SDKMessage, SDKUserMessage } from '@anthropic-ai/claude-agent-sdk'
import { type Judge, judgedText } from '../judge.ts'
import { conversationOf } from './conversation.ts'

type Block = SDKAssistantMessage['message']['content'][number]

/**
 * The messages of `query()`, of which what Claude says is judged before the reader gets it. Partial messages are left out: the
 * text comes whole. A text that is denied ends the query with the EnforcementError. Of results that the hooks kept back, nothing
 * is handed on.
 *
 * Claude Code goes on meanwhile. The hooks let its calls wait for the text beside them, as far as the reader has come: read
 * on without delay.
 */
export async function* sentryMessages(
  enforcer: Judge,
  messages: AsyncIterable<SDKMessage>,
): AsyncGenerator<SDKMessage, void> {
  /** By what Claude said: what of it was handed on. */
  const passed = new Map<string, string>()
  const conversation = conversationOf(enforcer)
  conversation.said = Promise.resolve(true)
  const handedOn = async (text: string): Promise<string> => {
    const left = (await judgedText(enforcer, 'assistant', text)) ?? text
    passed.set(text, left)
    return left
  }
  for await (const message of messages) {
    if (message.type === 'assistant') {
      const whole = judgedMessage(message, handedOn)
      conversation.said = Promise.all([conversation.said, whole]).then(
        ([before]) => before,
        () => false,
      )
      yield await whole
    } else if (message.type === 'user') yield withoutKeptBack(message, conversation.keptBack)
    else if (message.type === 'result' && message.subtype === 'success' && message.result !== '')
      yield { ...message, result: passed.get(message.result) ?? (await handedOn(message.result)) }
    else if (message.type !== 'stream_event') yield message
  }
}

async function judgedMessage(
  message: SDKAssistantMessage,
  handedOn: (text: string) => Promise<string>,
): Promise<SDKAssistantMessage> {
  const content: Block[] = []
  for (const block of message.message.content) {
    if (block.type === 'text') content.push({ ...block, text: await handedOn(block.text) })
    else if (block.type === 'thinking') content.push({ ...block, thinking: await handedOn(block.thinking) })
    else content.push(block)
  }
  return { ...message, message: { ...message.message, content } }
}

function withoutKeptBack<Message extends SDKUserMessage>(message: Message, kept: ReadonlyMap<string, string>): Message {
  const { content } = message.message
  if (typeof content === 'string') return message
  const left = content.map((block) => {
    const told = block.type === 'tool_result' ? kept.get(block.tool_use_id) : undefined
    return told === undefined ? block : { ...block, content: told }
  })
  if (left.every((block, at) => block === content[at])) return message
  // The tool's own output stands beside the text that Claude reads.
  const { tool_use_result: _, ...rest } = message
  return { ...rest, message: { ...message.message, content: left } } as Message
}
