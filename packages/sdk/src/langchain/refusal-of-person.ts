import type { HITLRequest, ToolCallRequest } from 'langchain'
import type { EnforcementError } from '../errors.ts'

/** Asks a person about the call that is shown. Gives null for yes, else what the model is told. */
export function refusalOfPerson(
  { toolCall: { name }, runtime }: ToolCallRequest,
  denial: EnforcementError,
  args: unknown,
): string | null {
  const question: HITLRequest = {
    actionRequests: [{ name, args: args as Record<string, unknown>, description: denial.message }],
    reviewConfigs: [{ actionName: name, allowedDecisions: ['approve', 'reject'] }],
  }
  let answer: unknown
  try {
    answer = runtime.interrupt?.(question)
  } catch (error) {
    if (isInterrupt(error)) throw error
    return denial.message
  }
  const { decisions } = (answer ?? {}) as { decisions?: unknown }
  if (!Array.isArray(decisions) || decisions.length !== 1) return denial.message
  const [{ type, message }] = decisions
  if (type === 'approve') return null
  return typeof message === 'string' ? `call of \`${name}\` denied: ${message}` : denial.message
}

/** What LangGraph stops a run with until a person has answered. */
export function isInterrupt(error: unknown): boolean {
  return error instanceof Error && (error.name === 'GraphInterrupt' || error.name === 'NodeInterrupt')
}
