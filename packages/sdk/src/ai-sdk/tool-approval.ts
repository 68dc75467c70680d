import type { ToolApprovalStatus, ToolSet } from 'ai'
import type { Judge } from '../judge.ts'
import { callStep } from '../step.ts'
import { callKey } from './approved-call.ts'
import { conversationOf } from './conversation.ts'
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
  const { calls } = conversationOf(judge)
  const { step } = callStep(call.toolName, call.input)
  const key = callKey(call.toolCallId, call.toolName, step.content.args)
  // The run goes on after a person has answered: the same call comes up once more.
  const before = calls.get(key)
  const ruling = before?.kind === 'ask' ? before : await judge.rule(step)
  if (wrapped && ruling.kind !== 'deny') calls.set(key, ruling)
  switch (ruling.kind) {
    case 'pass':
      return 'not-applicable'
    case 'rewrite':
      if (wrapped) return 'not-applicable'
      return { type: 'denied', reason: `call of \`${call.toolName}\` denied: redact, which is for wrapped tools alone` }
    case 'ask':
      return { type: 'user-approval', reason: ruling.denial.message }
    case 'deny':
      return { type: 'denied', reason: ruling.denial.message }
  }
}
