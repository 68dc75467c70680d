import type { ProcessLLMRequestArgs, ProcessLLMRequestResult, ProcessOutputStreamArgs } from '@mastra/core/processors'
import type { ChunkType } from '@mastra/core/stream'
import { conversationOf } from '../adapting/conversation.ts'
import { EnforcementError } from '../errors.ts'
import type { Judge } from '../judge.ts'
import { judgedPrompt } from '../language-model-v4/judged-prompt.ts'
import { judgedSpeech } from '../language-model-v4/judged-speech.ts'

/** What Mastra gives a processor once more, after what it returned: a processor can return but one part. */
const againKey = '__mastraReprocessPart'

export interface SentryProcessor {
  readonly id: 'agentsentry'
  processLLMRequest(args: ProcessLLMRequestArgs): Promise<ProcessLLMRequestResult>
  processOutputStream(args: ProcessOutputStreamArgs): Promise<ChunkType | null>
}

/**
 * For `inputProcessors` and `outputProcessors`, both: what the user says is judged before the model gets it, and what the model
 * says before anybody does; a text is held back until its end. A denial trips the wire. Tools are guarded by {@link wrapTools}.
 */
export function sentryProcessor(enforcer: Judge): SentryProcessor {
  return {
    id: 'agentsentry',
    // Mastra goes on with what a processor failed at, unless it aborts.
    processLLMRequest: async ({ prompt, abort }) => {
      try {
        const judged = await judgedPrompt(enforcer, conversationOf(enforcer), prompt as never)
        return { prompt: judged as typeof prompt }
      } catch (error) {
        return abort(reasonOf(error))
      }
    },
    processOutputStream: async ({ part, state, abort }) => {
      try {
        return await releasedPart(enforcer, part, state)
      } catch (error) {
        return abort(reasonOf(error))
      }
    },
  }
}

/** Null while a text is held back. Its end is given out after all of the text, and so comes here twice. */
async function releasedPart(judge: Judge, part: ChunkType, state: Record<string, unknown>): Promise<ChunkType | null> {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta': {
      const held = heldTexts(state)
      const key = `${part.type} ${part.payload.id}`
      const text = held.get(key) ?? ''
      held.set(key, text + part.payload.text)
      return null
    }
    case 'text-end':
    case 'reasoning-end': {
      const type = part.type === 'text-end' ? 'text-delta' : 'reasoning-delta'
      const held = heldTexts(state)
      const key = `${type} ${part.payload.id}`
      const said = held.get(key) ?? ''
      held.delete(key)
      if (said === '') return part
      const text = (await judgedSpeech(judge, type === 'text-delta' ? 'text' : 'reasoning', said)) ?? said
      state[againKey] = part
      return { ...part, type, payload: { id: part.payload.id, text } } as ChunkType
    }
    case 'raw':
      return null
    default:
      return part
  }
}

function heldTexts(state: Record<string, unknown>): Map<string, string> {
  const held = state.agentsentryHeld
  if (held instanceof Map) return held
  const texts = new Map<string, string>()
  state.agentsentryHeld = texts
  return texts
}

function reasonOf(error: unknown): string {
  return error instanceof EnforcementError ? error.message : 'message denied: the check failed'
}
