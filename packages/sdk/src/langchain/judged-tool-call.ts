import { ToolMessage } from '@langchain/core/messages'
import type { StructuredTool } from '@langchain/core/tools'
import type { ToolCallRequest, WrapToolCallHook } from 'langchain'
import { type GuardedCall, guardedOutcome } from '../guarded-call.ts'
import type { Judge } from '../judge.ts'
import { isInterrupt, refusalOfPerson } from './refusal-of-person.ts'

type Answer = Awaited<ReturnType<WrapToolCallHook>>
type Handler = Parameters<WrapToolCallHook>[1]

interface Guard {
  readonly enforcer: Judge
  readonly checkOutcome: boolean
}

/**
 * Judges a call with the arguments that the tool is given once its schema has read them, and what the tool gives before
 * callbacks, streams or the model get it.
 */
export function judgedToolCall(enforcer: Judge, checkOutcome: boolean): WrapToolCallHook {
  return async (request, handler) => {
    const { tool } = request
    if (!isStructured(tool)) return judgedOutside({ enforcer, checkOutcome }, request, handler)
    let isJudged = false
    const judged: typeof tool = Object.create(tool, {
      _call: {
        value: (args: unknown, ...more: unknown[]) => {
          isJudged = true
          return guardedAnswer<unknown>({ enforcer, checkOutcome }, request, {
            args,
            run: async (given) => settled(await Reflect.apply(tool._call, tool, [given, ...more])),
            refused: (refusal) => (tool.responseFormat === 'content_and_artifact' ? [refusal, undefined] : refusal),
          })
        },
      },
    })
    const answer = await handler({ ...request, tool: judged })
    if (isJudged || !checkOutcome) return answer
    // Another middleware answered in place of the tool.
    return judgedOutside({ enforcer, checkOutcome }, request, () => answer)
  }
}

/** For what does not show its inside: judged as the model called it, and as the model will get it. */
function judgedOutside(guard: Guard, request: ToolCallRequest, handler: Handler): Promise<Answer> {
  const { toolCall } = request
  return guardedAnswer<Answer>(guard, request, {
    args: toolCall.args,
    run: async (args) =>
      handler({ ...request, toolCall: { ...toolCall, args: args as typeof toolCall.args } } as never),
    // What is not shown as text alone is no plain data: rules cannot redact in it, but deny it.
    shown: (answer) => (isText(answer) ? answer.content : answer),
    rewritten: (answer, left) =>
      new ToolMessage({
        ...nameOf(request),
        content: left as string,
        status: (isText(answer) && answer.status) || 'success',
      }),
    refused: (refusal) => refusal,
  })
}

interface GuardedAnswer<Given> extends Pick<GuardedCall<unknown, Given>, 'args' | 'run' | 'shown' | 'rewritten'> {
  /** What is given in place of a result. */
  readonly refused: (refusal: ToolMessage) => Given
}

/** What a call gives, or what is to be told in its place. An error of the tool that passes is thrown. */
async function guardedAnswer<Given>(
  { enforcer, checkOutcome }: Guard,
  request: ToolCallRequest,
  { refused, ...call }: GuardedAnswer<Given>,
): Promise<Given> {
  const { name } = request.toolCall
  let refusal: string | null = null
  const outcome = await guardedOutcome<unknown, Given>(enforcer, {
    ...call,
    tool: name,
    checkOutcome,
    isApproved: (denial, args) => {
      refusal = refusalOfPerson(request, denial, args)
      return refusal === null
    },
    // The tool itself asks a person, and will be called again: there is no result yet.
    isPause: isInterrupt,
  })
  if ('error' in outcome) throw outcome.error
  if ('result' in outcome) return outcome.result
  const content = refusal ?? outcome.denial.message
  return refused(new ToolMessage({ ...nameOf(request), content, status: 'error' }))
}

function nameOf({ toolCall }: ToolCallRequest) {
  return { name: toolCall.name, tool_call_id: toolCall.id ?? '' }
}

function isText(answer: Answer): answer is ToolMessage {
  return ToolMessage.isInstance(answer) && answer.artifact === undefined
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
