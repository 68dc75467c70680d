import type { Tool, ToolExecutionOptions, ToolSet } from 'ai'
import { conversationOf } from '../adapting/conversation.ts'
import { notedCall } from '../adapting/noted-call.ts'
import type { Judge } from '../judge.ts'
import { callStep } from '../step.ts'
import { isApprovedByPerson } from './approved-call.ts'

const wrappers = new WeakMap<object, Judge>()

/**
 * The tools, each of which runs only when its call was judged and passed, and whose results are judged before anybody gets
 * them. Of a tool that gives several results, one after the other, only the last is handed on. Tools without `execute` are left
 * as they are: they run elsewhere.
 */
export function wrapTools<Tools extends ToolSet>(enforcer: Judge, tools: Tools): Tools {
  return Object.fromEntries(
    Object.entries(tools).map(([name, tool]) => [name, wrapped(enforcer, name, tool as Tool)]),
  ) as Tools
}

/** Whether calls of the tool are judged by the same enforcer again when they are made. */
export function isWrapped(judge: Judge, tools: ToolSet | undefined, name: string): boolean {
  const tool = tools !== undefined && Object.hasOwn(tools, name) ? tools[name] : undefined
  return tool !== undefined && wrappers.get(tool) === judge
}

function wrapped(judge: Judge, name: string, tool: Tool): Tool {
  const { execute } = tool
  if (execute === undefined) return tool
  const guarded = { ...tool, execute: (input: unknown, options: ToolExecutionOptions<unknown>) => run(input, options) }
  wrappers.set(guarded, judge)
  return guarded as Tool

  async function run(args: unknown, options: ToolExecutionOptions<unknown>): Promise<unknown> {
    const { toolCallId: id, messages } = options
    return notedCall(judge, {
      id,
      tool: name,
      args,
      run: (given) => lastOf(execute?.call(tool, given as never, options as never)),
      ruling: conversationOf(judge).calls.take(id, callStep(name, args).step),
      isApproved: () => isApprovedByPerson(messages, id),
      told: asModelSeesIt,
    })
  }
}

/** How the AI SDK tells the model of an error. */
function asModelSeesIt(error: unknown): unknown {
  if (error instanceof Error) return error.toString()
  return typeof error === 'string' ? error : JSON.stringify(error)
}

async function lastOf(results: unknown): Promise<unknown> {
  if (typeof results !== 'object' || results === null || !(Symbol.asyncIterator in results)) return results
  let last: unknown
  for await (const result of results as AsyncIterable<unknown>) last = result
  return last
}
