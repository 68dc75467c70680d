import { type Content, type Phase, type Role, type RuleExample, ruleExampleSchema } from '@agentsentry/contract'
import type { TrialInput } from './engine-questions.ts'
import { emptyDraft, type RuleDraft } from './rule-draft.ts'
import { visibleJson } from './visible-json.ts'

/** A step that a rule is to be made from, and the text in it that was chosen. */
export interface ChosenText {
  readonly role: Role
  readonly phase: Phase
  readonly content: Content
  /** JSON Pointer of the value. */
  readonly path: string
  readonly text: string
}

/** A rule that finds this text where it stood, with the step as its first test; and what the playground begins with. */
export function ruleFromTrace(chosen: ChosenText): { readonly draft: RuleDraft; readonly trial: TrialInput } {
  const { role, phase, content, path, text } = chosen
  const tool = role === 'tool' && Object.hasOwn(content, 'tool') && typeof content.tool === 'string' ? content.tool : ''
  const example = exampleOf(chosen)
  const draft: RuleDraft = {
    ...emptyDraft,
    pattern: escapePattern(text),
    on: [phase],
    tools: canBeGlob(tool) ? tool : '',
    fields: path === '' ? '' : withoutIndexes(path),
    tests: [
      typeof example === 'string'
        ? { key: 'match0', kind: 'match', form: 'text', text: example }
        : { key: 'match0', kind: 'match', form: role, text: visibleJson(content) },
    ],
  }
  return { draft, trial: { form: 'json', text: visibleJson(content), phase, tool } }
}

/** The whole step where it is small enough to travel with a rule, else the text alone. */
function exampleOf({ role, content, text }: ChosenText): RuleExample {
  const whole = ruleExampleSchema.safeParse({ role, content })
  return whole.success ? whole.data : text.slice(0, 4_000)
}

/** A pattern in RE2's syntax that finds just this text. What does not show is written by its code. */
export function escapePattern(text: string): string {
  return text
    .replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(/[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu, (hidden) => {
      return `\\x{${(hidden.codePointAt(0) as number).toString(16)}}`
    })
}

/** The value at a JSON Pointer; undefined where there is none. */
export function valueAt(content: Content, pointer: string): unknown {
  let value: unknown = content
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** The next text of this kind will hardly stand at the same place in its list. */
function withoutIndexes(path: string): string {
  return path.replaceAll(/\/\d+(?=\/|$)/g, '/*')
}

/** A name with a star or a leading `!` would mean something else as a glob. */
function canBeGlob(tool: string): boolean {
  return tool.trim() === tool && !tool.startsWith('!') && !tool.includes('*') && !/\p{Cc}/u.test(tool)
}
