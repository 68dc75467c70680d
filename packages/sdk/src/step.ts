import type { Content, Role } from '@agentsentry/contract'
import type { Stage } from './errors.ts'
import type { Json } from './json.ts'
import { isPlainData } from './redaction.ts'
import { snapshot } from './snapshot.ts'
import type { Outcome } from './tracer.ts'

/** One step of an agent, as it is to be judged. */
export interface Step {
  readonly role: Role
  readonly stage: Stage
  /** Null for a message. */
  readonly tool: string | null
  readonly content: Content
  /** False when the content shows less than there is: such a step is denied whatever its verdict. */
  readonly whole: boolean
  /** Whether what is judged can be replaced by JSON without losing anything. */
  readonly isPlain: boolean
}

/** A call as it is judged, and the arguments that it is to be made with: a copy that nobody else can change. */
export function callStep(tool: string, args: unknown): { readonly step: Step; readonly copy: unknown } {
  const { content, copy, whole } = snapshot(args)
  const isPlain = isPlainData(copy, content)
  return { step: { role: 'tool', stage: 'call', tool, content: { tool, args: content }, whole, isPlain }, copy }
}

/** What a call came to. An error is never plain: what rules redact in it is denied. */
export function resultStep(call: Step, outcome: Outcome): Step {
  const isError = 'error' in outcome
  const { content, copy, whole } = snapshot(isError ? outcome.error : outcome.result)
  const isPlain = !isError && isPlainData(copy, content)
  return {
    ...call,
    stage: 'result',
    content: { ...call.content, [isError ? 'error' : 'result']: content },
    whole,
    isPlain,
  }
}

/** What was said to the model, or what it said. `extra` is judged beside the text and cannot replace it. */
export function messageStep(role: Exclude<Role, 'tool'>, text: string, extra: Record<string, Json> = {}): Step {
  const stage = role === 'assistant' ? 'output' : 'input'
  const { content, whole } = snapshot({ text, ...extra })
  return {
    role,
    stage,
    tool: null,
    content: { ...(content as Content), text: snapshot(text).content },
    whole,
    isPlain: true,
  }
}

/** As {@link messageStep}, with all else that a message says, whatever that is. Null when it says nothing at all. */
export function spokenStep(role: Exclude<Role, 'tool'>, text: string, beside: Record<string, unknown>): Step | null {
  const said = Object.entries(beside).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && !value.length),
  )
  if (text === '' && said.length === 0) return null
  // A message step takes a snapshot of what it is given.
  return messageStep(role, text, Object.fromEntries(said) as Record<string, Json>)
}
