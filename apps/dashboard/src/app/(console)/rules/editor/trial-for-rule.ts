import type { RuleDefinition } from '@agentsentry/contract'
import type { TrialInput } from './engine-questions.ts'
import { visibleJson } from './visible-json.ts'

/** What the playground begins with: the phase in which the rule looks, and its first test that is a text. */
export function trialForRule({ on, tools, fields, tests }: RuleDefinition): TrialInput {
  const isAboutTools = tools !== null || fields?.some((field) => /^\/(?:args|tool)(?:\/|$)/.test(field)) === true
  const [first = isAboutTools ? 'tool_call' : 'user'] = on ?? []
  const example = tests?.match[0]
  if (typeof example === 'object') {
    const phase = example.role === 'tool' ? first : example.role
    return { form: 'json', text: visibleJson(example.content), phase, tool: '' }
  }
  return { form: 'text', text: example ?? '', phase: first, tool: '' }
}
