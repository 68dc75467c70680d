import {
  defineToolInputGuardrail,
  defineToolOutputGuardrail,
  type FunctionTool,
  ToolGuardrailFunctionOutputFactory as output,
} from '@openai/agents'
import type { Judge } from '../judge.ts'
import type { Ruling } from '../ruling.ts'
import { callStep, resultStep, type Step } from '../step.ts'
import { conversationOf } from './conversation.ts'
import { outputInfoOf, whyNotRedacted } from './output-info.ts'

/**
 * For `tool({ …, ...sentryToolGuardrails(enforcer) })`: judges the call before the tool runs, and its result or error before
 * the model gets it. A guardrail cannot change arguments, so a call in which rules redact something is denied; of a result they
 * redact in, the model gets the rest as JSON. A call that a person should look at is denied without `sentryNeedsApproval`.
 */
export function sentryToolGuardrails(enforcer: Judge) {
  const { ruled, failed } = conversationOf(enforcer)
  return {
    inputGuardrails: [
      defineToolInputGuardrail({
        name: 'AgentSentry',
        run: async ({ context, toolCall: { name, arguments: args, callId } }) => {
          const step = stepOf(name, args)
          const before = ruled.get(callId)
          const ruling = before?.content === contentOf(step) ? before.ruling : await enforcer.rule(step)
          ruled.delete(callId)
          if (ruling.kind === 'pass') return output.allow()
          if (ruling.kind === 'rewrite')
            return output.rejectContent(`call of \`${name}\` denied: ${whyNotRedacted(ruling.verdict.reasons)}`)
          if (ruling.kind === 'ask' && context.isToolApproved({ toolName: name, callId }) === true)
            return output.allow()
          return output.rejectContent(ruling.denial.message, outputInfoOf(ruling.denial))
        },
      }),
    ],
    outputGuardrails: [
      defineToolOutputGuardrail({
        name: 'AgentSentry',
        run: async ({ toolCall: { name, arguments: args, callId }, output: result }) => {
          const isJudged = failed.get(callId) === result
          failed.delete(callId)
          if (isJudged) return output.allow()
          return behaviorOf(name, await enforcer.rule(resultStep(stepOf(name, args), { result })))
        },
      }),
    ],
    errorFunction: async (
      _: unknown,
      error: unknown,
      details?: Parameters<FunctionTool['invoke']>[2],
    ): Promise<string> => {
      const { name = '', arguments: args = 'null', callId = '' } = details?.toolCall ?? {}
      const step = resultStep(stepOf(name, args), { error })
      const ruling = await enforcer.rule(step)
      // What was judged, and not what the error says of itself when it is asked again.
      const told =
        ruling.kind === 'pass' ? `\`${name}\` failed: ${JSON.stringify(step.content.error)}` : refusal(name, ruling)
      failed.set(callId, told)
      return told
    },
  }
}

/**
 * For `tool({ …, needsApproval: sentryNeedsApproval(enforcer, name) })`: asks a person about calls of which rules say so, by the
 * run's interruptions. The approval is for that call; where somebody approves always, for that tool.
 */
export function sentryNeedsApproval(enforcer: Judge, tool: string) {
  return async (_: unknown, args: unknown, callId = ''): Promise<boolean> => {
    const { step } = callStep(tool, args)
    const ruling = await enforcer.rule(step)
    conversationOf(enforcer).ruled.set(callId, { content: contentOf(step), ruling })
    return ruling.kind === 'ask'
  }
}

function behaviorOf(tool: string, ruling: Ruling) {
  if (ruling.kind === 'pass') return output.allow()
  if (ruling.kind !== 'rewrite') return output.rejectContent(ruling.denial.message, outputInfoOf(ruling.denial))
  const { result } = ruling.content
  return output.rejectContent(typeof result === 'string' ? result : (JSON.stringify(result) ?? refusal(tool, ruling)))
}

function refusal(tool: string, ruling: Exclude<Ruling, { kind: 'pass' }>): string {
  if (ruling.kind !== 'rewrite') return ruling.denial.message
  return `result of \`${tool}\` withheld: ${whyNotRedacted(ruling.verdict.reasons)}`
}

/** The tool reads the same text in the same way. */
function stepOf(tool: string, args: string): Step {
  let read: unknown = args
  try {
    read = JSON.parse(args)
  } catch {
    // The tool will say what is wrong with it.
  }
  return callStep(tool, read).step
}

/** The same for the same arguments, in whatever order a schema put them. */
function contentOf({ content }: Step): string {
  return JSON.stringify(content, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}
