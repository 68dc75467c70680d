import {
  defineToolInputGuardrail,
  defineToolOutputGuardrail,
  type FunctionTool,
  ToolGuardrailFunctionOutputFactory as output,
} from '@openai/agents'
import { conversationOf, resultKey } from '../adapting/conversation.ts'
import { denialIn } from '../denial.ts'
import type { EnforcementError } from '../errors.ts'
import type { Judge } from '../judge.ts'
import { callStep, resultStep, type Step } from '../step.ts'
import { outputInfoOf } from './output-info.ts'

/**
 * For `tool({ …, ...sentryToolGuardrails(enforcer) })`: judges the call before the tool runs, and its result or error before
 * the model gets it. A guardrail cannot change arguments, so a call in which rules redact something is denied; of a result they
 * redact in, the model gets the rest as JSON. A call that a person should look at is denied without `sentryNeedsApproval`.
 */
export function sentryToolGuardrails(enforcer: Judge) {
  const conversation = conversationOf(enforcer)
  return {
    inputGuardrails: [
      defineToolInputGuardrail({
        name: 'AgentSentry',
        run: async ({ context, toolCall: { name, arguments: args, callId } }) => {
          const step = stepOf(name, args)
          const ruling = conversation.calls.take(callId, step) ?? (await enforcer.rule(step))
          const isApproved = () => context.isToolApproved({ toolName: name, callId }) === true
          if (ruling.kind === 'pass' || (ruling.kind === 'ask' && isApproved())) return output.allow()
          return rejected(denialIn(ruling, step))
        },
      }),
    ],
    outputGuardrails: [
      defineToolOutputGuardrail({
        name: 'AgentSentry',
        run: async ({ toolCall: { name, arguments: args, callId }, output: result }) => {
          if (await conversation.isNoted(resultKey(callId, result))) return output.allow()
          const step = resultStep(stepOf(name, args), { result })
          const ruling = await enforcer.rule(step)
          if (ruling.kind === 'pass') return output.allow()
          if (ruling.kind !== 'rewrite') return rejected(ruling.denial)
          const { result: left } = ruling.content
          return output.rejectContent(typeof left === 'string' ? left : JSON.stringify(left))
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
        ruling.kind === 'pass'
          ? `\`${name}\` failed: ${JSON.stringify(step.content.error)}`
          : denialIn(ruling, step).message
      await conversation.note(resultKey(callId, told))
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
    const { calls } = conversationOf(enforcer)
    return (await calls.rule(enforcer, callId, callStep(tool, args).step)).kind === 'ask'
  }
}

function rejected(denial: EnforcementError) {
  return output.rejectContent(denial.message, outputInfoOf(denial))
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
