import {
  type Content,
  type Phase,
  phaseOf,
  type Role,
  type RuleDefinition,
  type RuleExample,
} from '@agentsentry/contract'
import { compileNameGlobs, parsePointer } from './glob.ts'

/** A trace that an example stands for. */
export interface ExampleTrace {
  readonly role: Role
  readonly phase: Phase
  readonly content: Content
}

/**
 * The trace of an example. A trace is taken as it is. A text is put where the rule looks: into the first phase of its
 * `on` that it can be about (`user` without `on`, `tool_call` where it names tools or looks at `/args`), under the first
 * of its `fields`, else as `text` of a message, as `args.text` of a call, or as `result`.
 */
export function exampleTrace(rule: RuleDefinition, example: RuleExample): ExampleTrace {
  if (typeof example !== 'string') return { ...example, phase: phaseOf(example.role, example.content) }
  const phase = examplePhase(rule)
  const content: Content = rule.tools === null ? {} : { tool: exampleTool(rule.tools) }
  const path = examplePath(rule.fields, phase)
  putAt(content, path, example)
  // A result is what makes a tool's trace one; without it the trace would be of another phase.
  if (phase === 'tool_result' && !Object.hasOwn(content, 'result')) content.result = ''
  return { role: phase === 'tool_call' || phase === 'tool_result' ? 'tool' : phase, phase, content }
}

function examplePhase({ on, tools, fields }: RuleDefinition): Phase {
  const isAboutTools =
    tools !== null || (on === null && fields?.some((field) => /^\/(?:args|tool)(?:\/|$)/.test(field)))
  if (on === null) return isAboutTools ? 'tool_call' : 'user'
  const first = isAboutTools ? on.find((phase) => phase === 'tool_call' || phase === 'tool_result') : on[0]
  return first ?? on[0] ?? 'user'
}

/** A name that the globs admit, as short as they allow; `tool` where they only exclude. */
function exampleTool(globs: readonly string[]): string {
  const admits = compileNameGlobs(globs)
  const admitted = globs.filter((glob) => !glob.startsWith('!'))
  const names = [...admitted.flatMap((glob) => [glob.replaceAll('*', ''), glob.replaceAll('*', 'x')]), 'tool']
  return names.find((name) => name !== '' && admits(name)) ?? 'tool'
}

/** The first of `fields` as a path, where `**` and `*` become a key `text`. */
function examplePath(fields: readonly string[] | null, phase: Phase): readonly string[] {
  const field = fields?.find((glob) => !glob.startsWith('!'))
  const segments = field === undefined ? [] : parsePointer(field).map((segment) => segment.replaceAll(/\*+/g, 'text'))
  if (segments.length > 0) return segments
  if (phase === 'tool_call') return ['args', 'text']
  return [phase === 'tool_result' ? 'result' : 'text']
}

function putAt(content: Content, path: readonly string[], text: string): void {
  const [name = 'text', ...rest] = path
  const value = rest.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), text)
  Object.defineProperty(content, name, { value, enumerable: true, configurable: true, writable: true })
}
