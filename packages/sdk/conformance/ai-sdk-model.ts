import type { LanguageModelV4Content, LanguageModelV4FinishReason, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { ModelTurn } from './integration.ts'

interface Said {
  readonly content: LanguageModelV4Content[]
  readonly finishReason: LanguageModelV4FinishReason
}

export const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
}

/** A turn as a model of the AI SDK says it. */
export function modelContent({ text, calls = [] }: ModelTurn, turn: number): Said {
  const content: LanguageModelV4Content[] = text === undefined ? [] : [{ type: 'text', text }]
  for (const [at, { tool, args }] of calls.entries())
    content.push({ type: 'tool-call', toolCallId: `call-${turn}-${at}`, toolName: tool, input: JSON.stringify(args) })
  return { content, finishReason: { unified: calls.length > 0 ? 'tool-calls' : 'stop', raw: undefined } }
}

/** The same in small pieces, as a stream has them. */
export function modelParts({ content, finishReason }: Said): LanguageModelV4StreamPart[] {
  const parts: LanguageModelV4StreamPart[] = [{ type: 'stream-start', warnings: [] }]
  for (const part of content) {
    parts.push({ type: 'raw', rawValue: structuredClone(part) })
    if (part.type === 'text') {
      parts.push({ type: 'text-start', id: '0' })
      for (const delta of part.text.match(/.{1,7}/gsu) ?? []) parts.push({ type: 'text-delta', id: '0', delta })
      parts.push({ type: 'text-end', id: '0' })
    }
    if (part.type === 'tool-call') {
      parts.push({ type: 'tool-input-start', id: part.toolCallId, toolName: part.toolName })
      parts.push({ type: 'tool-input-delta', id: part.toolCallId, delta: part.input })
      parts.push({ type: 'tool-input-end', id: part.toolCallId }, part)
    }
  }
  return [...parts, { type: 'finish', finishReason, usage }]
}
