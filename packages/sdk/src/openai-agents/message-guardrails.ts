import type { GuardrailFunctionOutput, InputGuardrail, OutputGuardrail } from '@openai/agents'
import { conversationOf } from '../adapting/conversation.ts'
import { denialIn } from '../denial.ts'
import type { Judge } from '../judge.ts'
import { spokenStep } from '../step.ts'
import { outputInfoOf } from './output-info.ts'

const passed: GuardrailFunctionOutput = { tripwireTriggered: false, outputInfo: null }

type Item = Exclude<Parameters<InputGuardrail['execute']>[0]['input'], string>[number]

/**
 * Judges what people say before the model is asked. A guardrail can stop a run and not change its input: what rules redact
 * stops it as well. Of a whole conversation handed in again, only what is new is asked about.
 */
export function sentryInputGuardrail(enforcer: Judge): InputGuardrail {
  return {
    name: 'AgentSentry',
    // Beside the guardrail, the model would already be answering.
    runInParallel: false,
    execute: async ({ input }) => {
      const items: readonly Item[] = typeof input === 'string' ? [{ role: 'user', content: input }] : input
      const answered = items.findLastIndex((item) => 'role' in item && item.role === 'assistant')
      for (const [at, item] of items.entries()) {
        if (!('role' in item) || item.role !== 'user') continue
        const output = await outputOf(enforcer, 'user', item.content, at < answered)
        if (output.tripwireTriggered) return output
      }
      return passed
    },
  }
}

/**
 * Judges what the last agent says at the end. What is streamed has been seen by then, and what an agent says beside its calls
 * is no output: see `sentryModel`, after which this asks about nothing again.
 */
export function sentryOutputGuardrail(enforcer: Judge): OutputGuardrail {
  return {
    name: 'AgentSentry',
    execute: ({ agentOutput }) => outputOf(enforcer, 'assistant', agentOutput, true),
  }
}

async function outputOf(
  enforcer: Judge,
  role: 'user' | 'assistant',
  content: unknown,
  isOld: boolean,
): Promise<GuardrailFunctionOutput> {
  const conversation = conversationOf(enforcer)
  const { text, parts } = spoken(content)
  const key = [role, parts.length > 0 ? content : text]
  const step = spokenStep(role, text, { parts })
  if (step === null || (isOld && (await conversation.isNoted(key)))) return passed
  const ruling = await enforcer.rule(step)
  if (ruling.kind !== 'pass') return { tripwireTriggered: true, outputInfo: outputInfoOf(denialIn(ruling, step)) }
  await conversation.note(key)
  return passed
}

function spoken(content: unknown): { text: string; parts: readonly unknown[] } {
  if (typeof content === 'string') return { text: content, parts: [] }
  if (!Array.isArray(content)) return { text: JSON.stringify(content) ?? '', parts: [] }
  const isText = (part: { type?: unknown; text?: unknown }) =>
    part?.type === 'input_text' && typeof part.text === 'string'
  const texts = content.filter(isText).map(({ text }) => text)
  return { text: texts.join('\n'), parts: content.filter((part) => !isText(part)) }
}
