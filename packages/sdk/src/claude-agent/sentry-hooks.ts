import type { HookCallback, HookEvent, HookInput, HookJSONOutput, Options } from '@anthropic-ai/claude-agent-sdk'
import { isRecord } from '../answer.ts'
import { denialIn } from '../denial.ts'
import type { Judge } from '../judge.ts'
import { callStep, messageStep, resultStep } from '../step.ts'
import { withheld } from '../withheld.ts'
import { conversationOf } from './conversation.ts'

type InputOf<Name extends HookEvent> = Extract<HookInput, { hook_event_name: Name }>
type CallInput = InputOf<'PreToolUse' | 'PreSkillShellCommand'>
type ResultInput = InputOf<'PostToolUse' | 'PostToolUseFailure'>

/** Longer than any check takes, and long enough for a person whom `onAsk` asks. */
const timeoutSeconds = 3_600

/**
 * Hooks for `options.hooks` of `query()`: judges what people say before Claude gets it, each call before it runs, and what it
 * came to. A hook that fails blocks. A decision to ask becomes a question of Claude Code's own, which `canUseTool` answers. No
 * hook answers `allow`, so the permissions of the session hold as well.
 */
export function sentryHooks(enforcer: Judge): NonNullable<Options['hooks']> {
  const matcher = <Input extends HookInput>(hook: (input: Input) => Promise<HookJSONOutput>) => {
    const callback: HookCallback = (input) => hook(input as Input)
    return [{ hooks: [callback], timeout: timeoutSeconds, onFailure: 'block' as const }]
  }
  const onPrompt = (input: InputOf<'UserPromptSubmit' | 'UserPromptExpansion'>) => judgedPrompt(enforcer, input)
  const onCall = (input: CallInput) => judgedCall(enforcer, input)
  const onResult = (input: ResultInput) => judgedResult(enforcer, input)
  return {
    UserPromptSubmit: matcher(onPrompt),
    UserPromptExpansion: matcher(onPrompt),
    PreToolUse: matcher(onCall),
    PreSkillShellCommand: matcher(onCall),
    PostToolUse: matcher(onResult),
    PostToolUseFailure: matcher(onResult),
  }
}

async function judgedPrompt(enforcer: Judge, { prompt }: { prompt: string }): Promise<HookJSONOutput> {
  const step = messageStep('user', text(prompt))
  const ruling = await enforcer.rule(step)
  return ruling.kind === 'pass' ? {} : { decision: 'block', reason: denialIn(ruling, step).message }
}

async function judgedCall(enforcer: Judge, input: CallInput): Promise<HookJSONOutput> {
  const { hook_event_name: hookEventName } = input
  const tool = text(input.tool_name)
  // Claude Code makes its calls while what Claude said beside them is on its way to the reader, or being judged.
  await new Promise((resolve) => setTimeout(resolve, 0))
  if (!(await conversationOf(enforcer).said))
    return refused(hookEventName, 'what was said beside the call was withheld')
  const { step } = callStep(tool, input.tool_input)
  const ruling = await enforcer.rule(step)
  if (ruling.kind === 'pass') return {}
  const isCall = hookEventName === 'PreToolUse'
  if (isCall && ruling.kind === 'rewrite' && isRecord(ruling.content.args))
    return { hookSpecificOutput: { hookEventName, updatedInput: ruling.content.args } }
  const { message } = denialIn(ruling, step)
  if (!isCall || ruling.kind !== 'ask') return refused(hookEventName, message)
  return { hookSpecificOutput: { hookEventName, permissionDecision: 'ask', permissionDecisionReason: message } }
}

function refused(hookEventName: CallInput['hook_event_name'], reason: string): HookJSONOutput {
  return { hookSpecificOutput: { hookEventName, permissionDecision: 'deny', permissionDecisionReason: reason } }
}

async function judgedResult(enforcer: Judge, input: ResultInput): Promise<HookJSONOutput> {
  const tool = text(input.tool_name)
  const isFailure = input.hook_event_name === 'PostToolUseFailure'
  const outcome = isFailure ? { error: input.error } : { result: input.tool_response }
  const step = resultStep(callStep(tool, input.tool_input).step, outcome)
  const ruling = await enforcer.rule(step)
  if (ruling.kind === 'pass') return {}
  const { keptBack } = conversationOf(enforcer)
  if (ruling.kind === 'rewrite' && !isFailure) {
    const { result } = ruling.content
    keptBack.set(input.tool_use_id, typeof result === 'string' ? result : JSON.stringify(result))
    return { hookSpecificOutput: { hookEventName: 'PostToolUse', updatedToolOutput: result } }
  }
  const reason = denialIn(ruling, step).message
  keptBack.set(input.tool_use_id, reason)
  // Claude has been told already what a tool that failed says: all that is left is to end here.
  if (isFailure) return { continue: false, stopReason: reason }
  const updatedToolOutput = withheld(input.tool_response)
  return { decision: 'block', reason, hookSpecificOutput: { hookEventName: 'PostToolUse', updatedToolOutput } }
}

/** What is no text is no event that is known, and a hook that fails blocks. */
function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a field of the event is not a text')
  return value
}
