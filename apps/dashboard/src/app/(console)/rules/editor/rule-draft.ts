import type { Exception, Phase, Role, RuleDefinition, RuleExample, RuleType } from '@agentsentry/contract'
import { visibleJson } from './visible-json.ts'

/** An exception as it is being written: lists as lines. */
export interface ExceptionDraft {
  readonly key: string
  readonly pattern: string
  /** Empty: as the rule. */
  readonly type: RuleType | ''
  readonly on: readonly Phase[]
  readonly tools: string
  readonly fields: string
}

/** A test as it is being written: a text as it stands, or a trace as JSON. */
export interface ExampleDraft {
  readonly key: string
  readonly kind: 'match' | 'pass'
  readonly form: 'text' | Role
  readonly text: string
}

/** A rule as it is being written, which may not be one yet. `tools`, `fields` and `tags` hold one entry a line. */
export interface RuleDraft {
  readonly name: string
  readonly rule_type: RuleType
  readonly pattern: string
  readonly severity: RuleDefinition['severity']
  readonly decision: RuleDefinition['decision']
  readonly mode: RuleDefinition['mode']
  readonly enabled: boolean
  readonly description: string
  readonly on: readonly Phase[]
  readonly tools: string
  readonly fields: string
  readonly tags: string
  readonly unless: readonly ExceptionDraft[]
  readonly tests: readonly ExampleDraft[]
}

/** A fault that keeps a draft from being a rule, by the path of its field. */
export interface DraftFault {
  readonly field: string
  readonly message: string
}

export const emptyDraft: RuleDraft = {
  name: '',
  rule_type: 'regex',
  pattern: '',
  severity: 'warning',
  decision: 'warn',
  mode: 'enforce',
  enabled: true,
  description: '',
  on: [],
  tools: '',
  fields: '',
  tags: '',
  unless: [],
  tests: [],
}

export function draftOf(rule: RuleDefinition): RuleDraft {
  const { name, rule_type, pattern, severity, decision, mode, enabled, description } = rule
  return {
    ...{ name, rule_type, pattern, severity, decision, mode, enabled },
    description: description ?? '',
    on: rule.on ?? [],
    tools: linesOf(rule.tools),
    fields: linesOf(rule.fields),
    tags: linesOf(rule.tags),
    unless: (rule.unless ?? []).map(exceptionDraft),
    tests: (['match', 'pass'] as const).flatMap((kind) =>
      (rule.tests?.[kind] ?? []).map((example, index) => exampleDraft(example, kind, `${kind}${index}`)),
    ),
  }
}

function exceptionDraft({ pattern, type, on, tools, fields }: Exception, index: number): ExceptionDraft {
  return {
    key: `unless${index}`,
    pattern: pattern ?? '',
    type: type ?? '',
    on: on ?? [],
    tools: linesOf(tools),
    fields: linesOf(fields),
  }
}

function exampleDraft(example: RuleExample, kind: 'match' | 'pass', key: string): ExampleDraft {
  if (typeof example === 'string') return { key, kind, form: 'text', text: example }
  return { key, kind, form: example.role, text: visibleJson(example.content) }
}

/** What the draft would be as a rule, for `newRuleSchema` to judge, and what cannot even be read. */
export function candidateOf(draft: RuleDraft): { readonly candidate: object; readonly faults: DraftFault[] } {
  const { unless, tests, tools, fields, tags, on, description, ...plain } = draft
  const faults: DraftFault[] = []
  const examplesOf = (kind: 'match' | 'pass') =>
    tests
      .filter((example) => example.kind === kind)
      .map((example, index) => readExample(example, `tests/${kind}/${index}`, faults))
  const match = examplesOf('match')
  const pass = examplesOf('pass')
  const candidate = {
    ...plain,
    description: description === '' ? null : description,
    on: listOrNull(on),
    tools: listOrNull(entriesOf(tools)),
    fields: listOrNull(entriesOf(fields)),
    tags: entriesOf(tags),
    unless: listOrNull(unless.map(exceptionOf)),
    tests: match.length + pass.length === 0 ? null : { match, pass },
  }
  return { candidate, faults }
}

function exceptionOf({ pattern, type, on, tools, fields }: ExceptionDraft): Exception {
  return {
    ...(pattern === '' ? {} : { pattern }),
    ...(type === '' ? {} : { type }),
    ...(on.length === 0 ? {} : { on: [...on] }),
    ...(entriesOf(tools).length === 0 ? {} : { tools: entriesOf(tools) }),
    ...(entriesOf(fields).length === 0 ? {} : { fields: entriesOf(fields) }),
  }
}

function readExample({ form, text }: ExampleDraft, field: string, faults: DraftFault[]): unknown {
  if (form === 'text') return text
  try {
    return { role: form, content: JSON.parse(text) }
  } catch (error) {
    faults.push({ field, message: `this is not JSON: ${error instanceof Error ? error.message : String(error)}` })
    return { role: form, content: {} }
  }
}

function linesOf(entries: readonly string[] | null | undefined): string {
  return (entries ?? []).join('\n')
}

/** White space around an entry is never meant; an empty line is no entry. */
export function entriesOf(lines: string): string[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function listOrNull<Entry>(entries: readonly Entry[]): readonly Entry[] | null {
  return entries.length === 0 ? null : entries
}
