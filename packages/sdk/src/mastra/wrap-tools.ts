import type { ToolExecutionContext } from '@mastra/core/tools'
import { conversationOf } from '../adapting/conversation.ts'
import { notedCall } from '../adapting/noted-call.ts'
import { type Judge, judged } from '../judge.ts'
import { callStep } from '../step.ts'
import { argsAsRun } from './args-as-run.ts'

type Run = (input: unknown, context: ToolExecutionContext) => unknown
type Needs = boolean | ((input: unknown, context?: unknown) => boolean | Promise<boolean>)

/** Tools as Mastra keeps them, by the names that the model calls them by. */
interface MastraTool {
  readonly execute?: Run | undefined
  readonly requireApproval?: Needs | undefined
  readonly needsApprovalFn?: Needs | undefined
  readonly inputSchema?: unknown
}

/**
 * The tools, each of which runs only when its call was judged and passed, and whose results are judged before anybody gets
 * them. What rules want a person to look at waits for Mastra's own approval (`approveToolCall`). Tools without `execute` are
 * left as they are: they run elsewhere.
 */
export function wrapTools<Tools extends object>(enforcer: Judge, tools: Tools): Tools {
  return Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, wrapped(enforcer, name, tool)])) as Tools
}

function wrapped(judge: Judge, name: string, tool: MastraTool): MastraTool {
  const { execute } = tool
  if (execute === undefined) return tool
  const { calls } = conversationOf(judge)
  const ownNeeds = tool.needsApprovalFn ?? tool.requireApproval ?? false

  /** Mastra asks this before a call runs, and once more when a person has answered. It does not tell which call it is. */
  async function needsApproval(input: unknown, context?: unknown): Promise<boolean> {
    const args = await argsAsRun(tool.inputSchema, input)
    const ruling = await calls.rule(judge, '', callStep(name, args).step)
    if (ruling.kind === 'ask') return true
    // What is denied will not run, so nobody need be asked about it.
    return ruling.kind !== 'deny' && (typeof ownNeeds === 'function' ? await ownNeeds(input, context) : ownNeeds)
  }

  async function run(args: unknown, context: ToolExecutionContext): Promise<unknown> {
    const ruling = calls.take('', callStep(name, args).step)
    // Models may send this, too, beside the arguments. It cannot be rewritten, and is as much of a call as they are.
    const { resumeData } = context.agent ?? {}
    if (resumeData !== undefined) await judged(judge, { ...callStep(name, { resumeData }).step, isPlain: false })
    return notedCall(judge, {
      id: context.agent?.toolCallId ?? '',
      tool: name,
      args,
      run: (given) => execute?.call(tool, given, context),
      ruling,
      // Mastra runs a call that needs approval only when it has it.
      isApproved: () => ruling !== undefined,
      told: (error) => (error instanceof Error ? error.message : error),
    })
  }

  return Object.create(Object.getPrototypeOf(tool), {
    ...Object.getOwnPropertyDescriptors(tool),
    execute: { value: run, enumerable: true, writable: true, configurable: true },
    requireApproval: { value: needsApproval, enumerable: true, writable: true, configurable: true },
    needsApprovalFn: { value: needsApproval, enumerable: true, writable: true, configurable: true },
  })
}
