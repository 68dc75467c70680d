import type { HookEvent, Stage, Step } from './step.ts'

/** An own field, whatever its name; undefined when there is none. */
export function field(event: object, name: string): unknown {
  return Object.hasOwn(event, name) ? (event as HookEvent)[name] : undefined
}

/** An own field that is a string; empty when it is none. */
export function text(event: object, name: string): string {
  const value = field(event, name)
  return typeof value === 'string' ? value : ''
}

/** What the JSON in a string says, for fields that some agents write as text; anything else as it is. */
export function unquoted(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

interface ToolStep {
  readonly stage: Exclude<Stage, 'prompt'>
  readonly tool: unknown
  readonly args: unknown
  /** What the tool gave back, for all stages but `call`. */
  readonly outcome?: unknown
}

/** A step of a tool. Null without a tool's name, arguments, or an outcome where there must be one. */
export function toolStep(event: HookEvent, { stage, tool, args, outcome }: ToolStep): Step | null {
  if (typeof tool !== 'string' || tool === '' || args === undefined) return null
  const content = { tool, args, ...(text(event, 'cwd') && { cwd: text(event, 'cwd') }) }
  const named = { event: text(event, 'hook_event_name'), agentSession: sessionOf(event), role: 'tool' } as const
  if (stage === 'call') return { ...named, stage, content, subject: 'args' }
  if (outcome === undefined) return null
  const subject = stage === 'failure' ? 'error' : 'result'
  return { ...named, stage, content: { ...content, [subject]: outcome }, subject }
}

/** A step of somebody who speaks to the agent. Null when there is no text. */
export function promptStep(event: HookEvent): Step | null {
  const prompt = field(event, 'prompt')
  if (typeof prompt !== 'string') return null
  const named = { event: text(event, 'hook_event_name'), agentSession: sessionOf(event) }
  return { ...named, stage: 'prompt', role: 'user', content: { text: prompt }, subject: 'text' }
}

function sessionOf(event: HookEvent): string {
  return text(event, 'session_id') || text(event, 'conversation_id')
}
