import type { HookCallback, HookEvent, HookInput, HookJSONOutput, Options } from '@anthropic-ai/claude-agent-sdk'
import type { EnforcementError } from '../errors.ts'
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
  const ruling = await enforcer.rule(messageStep('user', text(prompt)))
  if (ruling.kind === 'pass') return {}
  const reason = ruling.kind === 'rewrite' ? cannotRedact('message to the model') : ruling.denial.message
  return { decision: 'block', reason }
}

async function judgedCall(enforcer: Judge, input: CallInput): Promise<HookJSONOutput> {
  const { hook_event_name: hookEventName } = input
  const tool = text(input.tool_name)
  // Claude Code makes its calls while what Claude said beside them is on its way to the reader, or being judged.
  await new Promise((resolve) => setTimeout(resolve, 0))
  if (!(await conversationOf(enforcer).said))
    return refused(hookEventName, 'what was said beside the call was withheld')
  const ruling = await enforcer.rule(callStep(tool, input.tool_input).step)
  if (ruling.kind === 'pass') return {}
  if (ruling.kind === 'rewrite') {
    const { args } = ruling.content
    if (hookEventName === 'PreToolUse' && isObject(args))
      return { hookSpecificOutput: { hookEventName, updatedInput: args } }
    return refused(hookEventName, cannotRedact(`call of \`${tool}\``))
  }
  if (ruling.kind === 'deny' || hookEventName !== 'PreToolUse') return refused(hookEventName, ruling.denial.message)
  return {
    hookSpecificOutput: { hookEventName, permissionDecision: 'ask', permissionDecisionReason: ruling.denial.message },
  }
}

function refused(hookEventName: CallInput['hook_event_name'], reason: string): HookJSONOutput {
  return { hookSpecificOutput: { hookEventName, permissionDecision: 'deny', permissionDecisionReason: reason } }
}

async function judgedResult(enforcer: Judge, input: ResultInput): Promise<HookJSONOutput> {
  const tool = text(input.tool_name)
  const { step: call } = callStep(tool, input.tool_input)
  const isFailure = input.hook_event_name === 'PostToolUseFailure'
  const outcome = isFailure ? { error: input.error } : { result: input.tool_response }
  const ruling = await enforcer.rule(resultStep(call, outcome))
  if (ruling.kind === 'pass') return {}
  if (isFailure || ruling.kind !== 'rewrite') {
    const denial: EnforcementError | null = ruling.kind === 'rewrite' ? null : ruling.denial
    const reason = denial?.message ?? cannotRedact(`error of \`${tool}\``)
    conversationOf(enforcer).keptBack.set(input.tool_use_id, reason)
    // Claude has been told already what a tool that failed says: all that is left is to end here.
    if (isFailure) return { continue: false, stopReason: reason }
    const updatedToolOutput = withheld(input.tool_response)
    return { decision: 'block', reason, hookSpecificOutput: { hookEventName: 'PostToolUse', updatedToolOutput } }
  }
  const { result } = ruling.content
  conversationOf(enforcer).keptBack.set(input.tool_use_id, typeof result === 'string' ? result : JSON.stringify(result))
  return { hookSpecificOutput: { hookEventName: 'PostToolUse', updatedToolOutput: result } }
}

function cannotRedact(what: string): string {
  return `${what} denied: redact, which cannot be done here`
}

/** What is no text is no event that is known, and a hook that fails blocks. */
function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a field of the event is not a text')
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
