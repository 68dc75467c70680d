import { asText } from '../as-text.ts'
import { field, promptStep, toolStep } from '../event-fields.ts'
import type { HookEvent, Protocol, Ruling, Step } from '../step.ts'

/**
 * Codex. It refuses an answer with a field or value that it does not know and then goes on, so the answers have only what
 * every version with hooks takes: a question is a denial, and arguments are not rewritten. A denied result is replaced by
 * the reason.
 */
export const codex: Protocol = {
  name: 'codex',
  unasked: new Set(['SessionStart', 'Stop', 'SubagentStart', 'SubagentStop', 'PreCompact', 'PostCompact']),
  read,
  rewrites: ({ stage }) => stage === 'result',
  asks: () => false,
  answer,
}

function read(event: HookEvent): Step | null {
  const call = { tool: field(event, 'tool_name'), args: field(event, 'tool_input') }
  switch (field(event, 'hook_event_name')) {
    case 'PreToolUse':
      return toolStep(event, { stage: 'call', ...call })
    case 'PostToolUse':
      return toolStep(event, { stage: 'result', ...call, outcome: field(event, 'tool_response') })
    case 'UserPromptSubmit':
      return promptStep(event)
    default:
      return null
  }
}

function answer(step: Step, ruling: Ruling): object {
  if (ruling.kind === 'pass') return {}
  const { why } = ruling
  if (ruling.kind === 'warn') return { systemMessage: why }
  if (step.stage === 'call') {
    const { event: hookEventName } = step
    return { hookSpecificOutput: { hookEventName, permissionDecision: 'deny', permissionDecisionReason: why } }
  }
  const reason = ruling.kind === 'rewrite' ? `${why}. What is left of the result:\n${asText(ruling.value)}` : why
  return { decision: 'block', reason }
}
