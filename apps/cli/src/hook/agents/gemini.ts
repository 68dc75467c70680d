import { asText } from '../as-text.ts'
import { field, promptStep, toolStep } from '../event-fields.ts'
import type { HookEvent, Protocol, Ruling, Step } from '../step.ts'

/** Gemini CLI. It cannot ask a person, so a question is a denial. A denied result is replaced by the reason. */
export const gemini: Protocol = {
  name: 'gemini-cli',
  unasked: new Set(['SessionStart', 'SessionEnd', 'AfterAgent', 'Notification', 'PreCompress']),
  read,
  // Arguments are merged with those of the model: a key that is gone from ours would stay.
  rewrites: ({ stage, content }, value) => stage === 'result' || (stage === 'call' && hasKeysOf(content.args, value)),
  asks: () => false,
  answer,
}

function read(event: HookEvent): Step | null {
  const call = { tool: field(event, 'tool_name'), args: field(event, 'tool_input') }
  switch (field(event, 'hook_event_name')) {
    case 'BeforeTool':
      return toolStep(event, { stage: 'call', ...call })
    case 'AfterTool':
      return toolStep(event, { stage: 'result', ...call, outcome: field(event, 'tool_response') })
    case 'BeforeAgent':
      return promptStep(event)
    default:
      return null
  }
}

function answer({ event: hookEventName, stage }: Step, ruling: Ruling): object {
  if (ruling.kind === 'pass') return {}
  const { why } = ruling
  if (ruling.kind === 'warn')
    return {
      systemMessage: why,
      ...(stage === 'result' && { hookSpecificOutput: { hookEventName, additionalContext: why } }),
    }
  if (ruling.kind !== 'rewrite') return { decision: 'deny', reason: why }
  if (stage === 'call') return { systemMessage: why, hookSpecificOutput: { hookEventName, tool_input: ruling.value } }
  return { decision: 'deny', reason: `${why}. What is left of the result:\n${asText(forModel(ruling.value))}` }
}

/** Of a result, what the model would have read. */
function forModel(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result
  return field(result, 'llmContent') ?? result
}

function hasKeysOf(old: unknown, value: unknown): boolean {
  if (typeof old !== 'object' || old === null) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(old).every(([key, inner]) => Object.hasOwn(value, key) && hasKeysOf(inner, field(value, key)))
}
