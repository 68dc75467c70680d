import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import type { Runnable } from '@langchain/core/runnables'
import { type AgentMiddleware, createMiddleware } from 'langchain'
import { EnforcementError } from '../errors.ts'
import { type Judge, judged } from '../judge.ts'
import { judgedModel } from './judged-model.ts'
import { judgedToolCall } from './judged-tool-call.ts'
import { answer, rewrittenMessage, stepOf } from './spoken-content.ts'

export interface SentryMiddlewareOptions {
  /** Whether what people say to the agent is judged before the model gets it. Default true. */
  readonly checkInput?: boolean
  /** Whether what the model says is judged before anybody gets it. Default true. */
  readonly checkOutput?: boolean
  /** Whether what tools give back is judged before the model gets it. Default true. Calls of tools always are judged. */
  readonly checkToolResults?: boolean
  /**
   * What a denied message does. `end` (default): the run ends with a message of the agent that says so. `error`: it ends with
   * the EnforcementError. `replace`: the message is replaced by one that says so, and the run goes on.
   */
  readonly exitBehavior?: 'error' | 'end' | 'replace'
  /** What is said in place of a denied message; `{reason}` in it stands for the reason. Default: the reason alone. */
  readonly violationMessage?: string
}

/**
 * Puts an agent of `createAgent` behind the enforcer: what people say, what the model says, each call of a tool and what the
 * tool gives. One enforcer and one middleware for each conversation. `ask` is an interrupt with a `HITLRequest`, as that of
 * LangChain's own middleware for people in the loop; without a checkpointer nobody can be asked, and the call is denied.
 */
export function sentryMiddleware(enforcer: Judge, options: SentryMiddlewareOptions = {}): AgentMiddleware {
  const { checkInput = true, checkOutput = true, checkToolResults = true } = options
  const { exitBehavior = 'end', violationMessage = '{reason}' } = options
  const known = new Set<string>()

  /** What is said in place of a denied message. */
  function violation(denial: unknown): string {
    if (!(denial instanceof EnforcementError) || exitBehavior === 'error') throw denial
    return violationMessage.replaceAll('{reason}', () => denial.message)
  }

  /** Null when the message may be taken as it is. */
  async function judgedInput(message: BaseMessage): Promise<{ taken: BaseMessage; isDenied: boolean } | null> {
    const step = stepOf('user', message)
    try {
      const rewritten = step && (await judged(enforcer, step))
      return rewritten && { taken: rewrittenMessage(message, rewritten), isDenied: false }
    } catch (denial) {
      return { taken: rewrittenMessage(message, { text: violation(denial) }), isDenied: true }
    }
  }

  async function judgedInputs(messages: readonly BaseMessage[]) {
    const changed: BaseMessage[] = []
    const answered = messages.findLastIndex(AIMessage.isInstance)
    for (const [at, message] of messages.entries()) {
      // Who hands in a whole conversation each time is not asked about all of it again, but about what is new in it.
      if (!isFromPeople(message) || known.has(keyOf(message)) || (at < answered && known.has(textKeyOf(message))))
        continue
      const judged = await judgedInput(message)
      const taken = judged?.taken ?? message
      known.add(keyOf(taken)).add(textKeyOf(taken))
      if (judged) changed.push(taken)
      if (judged?.isDenied && exitBehavior === 'end')
        return { jumpTo: 'end' as const, messages: [...changed, new AIMessage(taken.text)] }
    }
    return changed.length > 0 ? { messages: changed } : undefined
  }

  async function judgedOutput(said: AIMessage, tools: ReadonlySet<unknown>): Promise<AIMessage> {
    const [calls, answers] = partition(said.tool_calls ?? [], ({ name }) => tools.has(name))
    const step = stepOf('assistant', said, answers)
    if (step === null) return said
    try {
      const rewritten = await judged(enforcer, step)
      return rewritten === null ? said : (rewrittenMessage(said, rewritten, answers) as AIMessage)
    } catch (denial) {
      return answer(said, violation(denial), exitBehavior === 'replace' ? calls : [])
    }
  }

  return createMiddleware({
    name: 'AgentSentry',
    ...(checkInput && { beforeModel: { canJumpTo: ['end'], hook: ({ messages }) => judgedInputs(messages) } }),
    ...(checkOutput && {
      wrapModelCall: async (request, handler) => {
        const judged = new WeakSet<object>()
        const tools = new Set(request.tools.map(({ name }) => name))
        const judge = async (said: AIMessage) => {
          const message = await judgedOutput(said, tools)
          judged.add(message)
          return message
        }
        const given = await handler({ ...request, model: judgedModel(request.model as Runnable, judge) })
        if (judged.has(given)) return given
        // Another middleware answered in place of the model, or put something around it.
        if (AIMessage.isInstance(given)) return judge(given)
        const { messages } = given as { messages?: unknown }
        if (Array.isArray(messages) && messages.some((message) => judged.has(message))) return given
        throw new Error('the model answered past AgentSentry: put its middleware after those that change models')
      },
    }),
    wrapToolCall: judgedToolCall(enforcer, checkToolResults),
  })
}

function isFromPeople(message: BaseMessage): boolean {
  return !['ai', 'tool', 'system', 'remove'].includes(message.getType())
}

const textKeyOf = (message: BaseMessage) => JSON.stringify(message.content)
const keyOf = (message: BaseMessage) => `${message.id} ${textKeyOf(message)}`

function partition<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))]
}
