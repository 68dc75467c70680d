import { z } from 'zod'

export const roleSchema = z.enum(['user', 'assistant', 'tool', 'system'])
export type Role = z.infer<typeof roleSchema>

/** `text` for messages; `tool`, `args`, and later `result` or `error` for tools. Other keys are kept and scanned too. */
export const contentSchema = z.record(z.string(), z.unknown())
export type Content = z.infer<typeof contentSchema>

/** What kind of step a trace is. Rules can be limited to phases with `on`. */
export const phases = ['user', 'assistant', 'system', 'tool_call', 'tool_result'] as const
export const phaseSchema = z.enum(phases)
export type Phase = z.infer<typeof phaseSchema>

/** A tool trace is a result as soon as it carries one, or an error; before that it is a call that can be stopped. */
export function phaseOf(role: Role, content: Content): Phase {
  if (role !== 'tool') return role
  return Object.hasOwn(content, 'result') || Object.hasOwn(content, 'error') ? 'tool_result' : 'tool_call'
}
