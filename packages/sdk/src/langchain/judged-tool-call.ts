import { ToolMessage } from '@langchain/core/messages'
import type { StructuredTool } from '@langchain/core/tools'
import type { HITLRequest, ToolCallRequest, WrapToolCallHook } from 'langchain'
import type { EnforcementError } from '../errors.ts'
import type { Judge } from '../judge.ts'
import { guardedRun, isInterrupt } from './guarded-run.ts'

type Answer = Awaited<ReturnType<WrapToolCallHook>>
type Handler = Parameters<WrapToolCallHook>[1]

/**
 * Judges a call with the arguments that the tool is given once its schema has read them, and what the tool gives before
 * callbacks, streams or the model get it.
 */
export function judgedToolCall(enforcer: Judge, checkResult: boolean): WrapToolCallHook {
  return async (request, handler) => {
    const { tool } = request
    if (!isStructured(tool)) return judgedOutside({ enforcer, checkResult }, request, handler)
    let isJudged = false
    const judged: typeof tool = Object.create(tool, {
      _call: {
        value: (args: unknown, ...more: unknown[]) => {
          isJudged = true
          return guardedRun<unknown>({
            ...asking(request),
            enforcer,
            checkResult,
            args,
            run: async (given) => settled(await Reflect.apply(tool._call, tool, [given, ...more])),
            shown: (result) => result,
            rewritten: (_, left) => left,
            refuse: (message) => {
              const refusal = refusalOf(request, message)
              return tool.responseFormat === 'content_and_artifact' ? [refusal, undefined] : refusal
            },
          })
        },
      },
    })
    const answer = await handler({ ...request, tool: judged })
    if (isJudged || !checkResult) return answer
    // Another middleware answered in place of the tool.
    return judgedOutside({ enforcer, checkResult }, request, () => answer)
  }
}

/** For what does not show its inside: judged as the model called it, and as the model will get it. */
function judgedOutside(
  guard: { readonly enforcer: Judge; readonly checkResult: boolean },
  request: ToolCallRequest,
  handler: Handler,
): Promise<Answer> {
  const { toolCall } = request
  return guardedRun<Answer>({
    ...asking(request),
    ...guard,
    args: toolCall.args,
    run: async (args) =>
      handler({ ...request, toolCall: { ...toolCall, args: args as typeof toolCall.args } } as never),
    shown: (answer) => (ToolMessage.isInstance(answer) && answer.artifact === undefined ? answer.content : answer),
    rewritten: (answer, left) =>
      ToolMessage.isInstance(answer)
        ? new ToolMessage({ ...nameOf(request), content: left as string, status: answer.status ?? 'success' })
        : null,
    refuse: (message) => refusalOf(request, message),
  })
}

function asking({ toolCall: { name }, runtime }: ToolCallRequest) {
  return {
    tool: name,
    ask: (denial: EnforcementError, args: unknown): string | null => {
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
    },
  }
}

function refusalOf(request: ToolCallRequest, message: string): ToolMessage {
  return new ToolMessage({ ...nameOf(request), content: message, status: 'error' })
}

function nameOf({ toolCall }: ToolCallRequest) {
  return { name: toolCall.name, tool_call_id: toolCall.id ?? '' }
}

/** What a tool that reports its progress came to. The progress goes nowhere, as nobody has judged it. */
async function settled(given: unknown): Promise<unknown> {
  if (!isGenerator(given)) return given
  for (;;) {
    const { done, value } = await given.next()
    if (done) return value
  }
}

function isGenerator(value: unknown): value is AsyncGenerator {
  return (
    typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value && 'return' in value
  )
}

/** A tool of LangChain's own, whose arguments pass through `_call` once they are checked. */
type CallableTool = Pick<StructuredTool, 'responseFormat'> & { _call(...given: unknown[]): unknown }

function isStructured<Tool>(tool: Tool): tool is Tool & CallableTool {
  return typeof tool === 'object' && tool !== null && '_call' in tool && typeof tool._call === 'function'
}
