import { withheld } from '@agentsentry/sdk'
import { field, promptStep, toolStep } from '../event-fields.ts'
import type { HookEvent, Protocol, Ruling, Step } from '../step.ts'

/**
 * Claude Code, whose hooks the Claude Agent SDK declares (`PreToolUseHookInput`, `SyncHookJSONOutput`). No answer says
 * `allow`: that would take the place of the user's own permission.
 */
export const claude: Protocol = {
  name: 'claude-code',
  unasked: new Set([
    'SessionStart',
    'SessionEnd',
    'Stop',
    'SubagentStart',
    'SubagentStop',
    'Notification',
    'PreCompact',
  ]),
  read,
  rewrites: ({ event }) => event === 'PreToolUse' || event === 'PostToolUse',
  asks: ({ event }) => event === 'PreToolUse',
  answer,
}

function read(event: HookEvent): Step | null {
  const call = { tool: field(event, 'tool_name'), args: field(event, 'tool_input') }
  switch (field(event, 'hook_event_name')) {
    case 'PreToolUse':
    case 'PreSkillShellCommand':
      return toolStep(event, { stage: 'call', ...call })
    case 'PostToolUse':
      return toolStep(event, { stage: 'result', ...call, outcome: field(event, 'tool_response') })
    case 'PostToolUseFailure':
      return toolStep(event, { stage: 'failure', ...call, outcome: field(event, 'error') })
    case 'UserPromptSubmit':
    case 'UserPromptExpansion':
      return promptStep(event)
    default:
      return null
  }
}

function answer(step: Step, ruling: Ruling): object {
  if (ruling.kind === 'pass') return {}
  const { why } = ruling
  if (ruling.kind === 'warn')
    return { systemMessage: why, ...(step.stage !== 'prompt' && says(step, { additionalContext: why })) }
  if (step.stage === 'prompt') return { decision: 'block', reason: why }
  if (step.stage === 'call') {
    // Without a decision the user's own permission rules judge the new input.
    if (ruling.kind === 'rewrite') return says(step, { updatedInput: ruling.value, additionalContext: why })
    const decision = ruling.kind === 'ask' ? 'ask' : 'deny'
    return says(step, { permissionDecision: decision, permissionDecisionReason: why })
  }
  // What a tool that failed has said is before the model already: all that is left is to stop here.
  if (step.stage === 'failure') return { continue: false, stopReason: why, ...says(step, { additionalContext: why }) }
  if (ruling.kind === 'rewrite') return says(step, { updatedToolOutput: ruling.value, additionalContext: why })
  const { result } = step.content
  return { decision: 'block', reason: why, ...says(step, { updatedToolOutput: withheld(result) }) }
}

function says({ event }: Step, said: object): object {
  return { hookSpecificOutput: { hookEventName: event, ...said } }
}
