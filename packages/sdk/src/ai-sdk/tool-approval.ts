import type { ToolApprovalStatus, ToolSet } from 'ai'
import { conversationOf } from '../adapting/conversation.ts'
import { RuledCalls } from '../adapting/ruled-calls.ts'
import { denialIn } from '../denial.ts'
import type { Judge } from '../judge.ts'
import { callStep } from '../step.ts'
import { isWrapped } from './wrap-tools.ts'

interface AskedCall {
  readonly toolCall: { readonly toolCallId: string; readonly toolName: string; readonly input: unknown }
  readonly tools: ToolSet | undefined
}

/**
 * For `toolApproval`: what rules want a person to look at becomes a request for approval, and what they deny is denied, with
 * the reason. With tools of {@link wrapTools} each call is judged once; others run only when their arguments may stay as they
 * are, and their results are not judged.
 */
export function sentryToolApproval(enforcer: Judge): (call: AskedCall) => Promise<ToolApprovalStatus> {
  return async ({ toolCall, tools }) => {
    try {
      return await statusOf(enforcer, toolCall, isWrapped(enforcer, tools, toolCall.toolName))
    } catch {
      // An error in here would end the run, or be taken for consent by a later version.
      return { type: 'denied', reason: `call of \`${toolCall.toolName}\` denied: the check failed` }
    }
  }
}

async function statusOf(judge: Judge, call: AskedCall['toolCall'], wrapped: boolean): Promise<ToolApprovalStatus> {
  // What is ruled of a call is of use to those alone who make it.
  const calls = wrapped ? conversationOf(judge).calls : new RuledCalls()
  const { step } = callStep(call.toolName, call.input)
  const ruling = await calls.rule(judge, call.toolCallId, step)
  if (ruling.kind === 'pass' || (ruling.kind === 'rewrite' && wrapped)) return 'not-applicable'
  if (ruling.kind === 'ask') return { type: 'user-approval', reason: ruling.denial.message }
  calls.take(call.toolCallId, step)
  return { type: 'denied', reason: denialIn(ruling, step).message }
}
