import type { GuardrailFunctionOutput, InputGuardrail, OutputGuardrail } from '@openai/agents'
import type { Judge } from '../judge.ts'
import { messageStep } from '../step.ts'
import { conversationOf } from './conversation.ts'
import { type OutputInfo, outputInfoOf, whyNotRedacted } from './output-info.ts'

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
      return { tripwireTriggered: false, outputInfo: null }
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
  const { passed } = conversationOf(enforcer)
  const { text, parts } = spoken(content)
  const key = `${role}: ${parts.length > 0 ? JSON.stringify(content) : text}`
  if ((text === '' && parts.length === 0) || (isOld && passed.has(key)))
    return { tripwireTriggered: false, outputInfo: null }
  const step = messageStep(role, text, parts.length > 0 ? { parts: parts as never } : {})
  const ruling = await enforcer.rule(step)
  if (ruling.kind === 'pass') {
    passed.add(key)
    return { tripwireTriggered: false, outputInfo: null }
  }
  if (ruling.kind !== 'rewrite') return { tripwireTriggered: true, outputInfo: outputInfoOf(ruling.denial) }
  const { reasons, id } = ruling.verdict
  const rules = reasons.map(({ rule }) => rule)
  const outputInfo: OutputInfo = { message: whyNotRedacted(reasons), decision: 'redact', rules, traceId: id }
  return { tripwireTriggered: true, outputInfo }
}

function spoken(content: unknown): { text: string; parts: readonly unknown[] } {
  if (typeof content === 'string') return { text: content, parts: [] }
  if (!Array.isArray(content)) return { text: JSON.stringify(content) ?? '', parts: [] }
  const isText = (part: { type?: unknown; text?: unknown }) =>
    part?.type === 'input_text' && typeof part.text === 'string'
  return {
    text: content
      .filter(isText)
      .map(({ text }) => text)
      .join('\n'),
    parts: content.filter((part) => !isText(part)),
  }
}
