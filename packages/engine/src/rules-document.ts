import { newRuleSchema, type RuleDefinition, type RuleTests } from '@agentsentry/contract'
import { Document, isMap, isSeq, type Node, visit } from 'yaml'
import { checkRule } from './compile.ts'
import { maxAliases, readYaml } from './read-yaml.ts'
import { describeFault, type RuleFault } from './rule-fault.ts'
import { checkRuleWithTests } from './rule-tests.ts'

/** What is wrong with a rules document. `message` is a sentence that says all of it; the rest is for programs. */
export interface RulesDocumentFault {
  /** Line of the entry, from 1. */
  readonly line: number
  /** Name of the rule, where the entry has one. */
  readonly rule: string | null
  readonly message: string
  readonly code: RuleFault['code'] | 'document_invalid' | 'name_taken'
  /** Path of the field within the rule, such as `unless/0/pattern`; null for what is about no field. */
  readonly field: string | null
  /** Offset into the field's text in UTF-16 code units, where it is known. */
  readonly position: number | null
  /** What to write instead, where that is known. */
  readonly hint: string | null
}

/** How many faults are told. A document with more is not a document with faults, it is something else. */
const maxFaults = 100

export interface ParseRulesOptions {
  /** Leaves out the tests that rules carry, for whoever runs them apart. */
  readonly skipTests?: boolean
}

/** Reads a rules document. Either every rule is good, its own tests included, or every fault of every rule is told. */
export function parseRules(
  yaml: string,
  { skipTests = false }: ParseRulesOptions = {},
): { rules: RuleDefinition[]; faults: RulesDocumentFault[] } {
  const { document, faults: unreadable, lineOf } = readYaml(yaml)
  if (document === null) {
    return { rules: [], faults: firstOf(unreadable.map(({ line, message }) => documentFault(line, message))) }
  }
  const list = isMap(document.contents) ? document.contents.get('rules') : document.contents
  if (!isSeq(list)) {
    return { rules: [], faults: [documentFault(lineOf(document.contents), 'a document holds a list under `rules`')] }
  }

  const rules: RuleDefinition[] = []
  const faults: RulesDocumentFault[] = []
  const lineOfName = new Map<string, number>()
  for (const item of list.items as Node[]) {
    const line = lineOf(item)
    const read = readRule(document, item, skipTests ? checkRule : checkRuleWithTests)
    for (const fault of read.faults) faults.push({ line, rule: read.name, ...fault })
    if (read.rule === null) continue
    const earlier = lineOfName.get(read.rule.name)
    if (earlier === undefined) lineOfName.set(read.rule.name, line)
    else faults.push({ line, rule: read.rule.name, ...nameTaken(earlier) })
    rules.push(read.rule)
  }
  return faults.length > 0 ? { rules: [], faults: firstOf(faults) } : { rules, faults }
}

type EntryFault = Omit<RulesDocumentFault, 'line' | 'rule'>

function documentFault(line: number, message: string): RulesDocumentFault {
  return { line, rule: null, ...plainFault('document_invalid', message) }
}

function plainFault(code: RulesDocumentFault['code'], message: string): EntryFault {
  return { message, code, field: null, position: null, hint: null }
}

function nameTaken(line: number): EntryFault {
  return { ...plainFault('name_taken', `the name is taken by the rule on line ${line}`), field: 'name' }
}

function firstOf(faults: RulesDocumentFault[]): RulesDocumentFault[] {
  if (faults.length <= maxFaults) return faults
  const line = faults[maxFaults]?.line ?? 1
  return [...faults.slice(0, maxFaults), documentFault(line, `and ${faults.length - maxFaults} faults more`)]
}

function readRule(document: Document.Parsed, item: Node, check: (rule: RuleDefinition) => RuleFault[]) {
  let value: unknown
  try {
    value = item.toJS(document, { maxAliasCount: maxAliases })
  } catch (error) {
    return { rule: null, name: null, faults: [plainFault('document_invalid', messageOf(error))] }
  }
  const name = nameOf(value)
  const parsed = newRuleSchema.safeParse(withRuleType(value))
  if (!parsed.success) return { rule: null, name, faults: parsed.error.issues.map(schemaFault) }
  return { rule: parsed.data, name, faults: check(parsed.data).map(compileFault) }
}

function schemaFault({ path, message }: { path: readonly PropertyKey[]; message: string }): EntryFault {
  if (path.length === 0) return plainFault('field_invalid', message)
  const field = path.map(String)
  return { ...plainFault('field_invalid', `\`${field.join('.')}\`: ${message}`), field: field.join('/') }
}

function compileFault(fault: RuleFault): EntryFault {
  const { code, field, position = null, hint = null } = fault
  return { message: `\`${field}\`: ${describeFault(fault)}`, code, field, position, hint }
}

/** In documents the type of a rule is called `type`, in JSON `rule_type`; a document may use either name, not both. */
function withRuleType(value: unknown): unknown {
  if (
    typeof value !== 'object' ||
    value === null ||
    !Object.hasOwn(value, 'type') ||
    Object.hasOwn(value, 'rule_type')
  ) {
    return value
  }
  const { type, ...rest } = value as { type: unknown }
  return { ...rest, rule_type: type }
}

function nameOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'name')) return null
  const { name } = value as { name: unknown }
  return typeof name === 'string' ? name : null
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * Writes rules as a document that {@link parseRules} reads back to the same rules, and that is the same bytes for the
 * same rules: fields in one order, what is not set left out.
 */
export function formatRules(rules: readonly RuleDefinition[]): string {
  const entries = rules.map((rule) => ({
    name: rule.name,
    type: rule.rule_type,
    pattern: rule.pattern,
    severity: rule.severity,
    decision: rule.decision,
    enabled: rule.enabled,
    ...(rule.description === null ? {} : { description: rule.description }),
    ...(rule.on === null ? {} : { on: rule.on }),
    ...(rule.tools === null ? {} : { tools: rule.tools }),
    ...(rule.fields === null ? {} : { fields: rule.fields }),
    ...(rule.unless === null ? {} : { unless: rule.unless }),
    ...(rule.mode === 'enforce' ? {} : { mode: rule.mode }),
    ...(rule.tags.length === 0 ? {} : { tags: rule.tags }),
    ...(rule.tests === null ? {} : { tests: formatTests(rule.tests) }),
  }))
  const document = new Document({ rules: entries }, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar(key, node) {
      // Patterns are full of characters that plain style would read otherwise; quotes keep a diff of two exports small.
      if (key !== 'key' && typeof node.value === 'string' && /[\\|:#]/.test(node.value)) node.type = 'QUOTE_SINGLE'
    },
  })
  return document.toString({ lineWidth: 0 })
}

function formatTests({ match, pass }: RuleTests) {
  return { ...(match.length === 0 ? {} : { match }), ...(pass.length === 0 ? {} : { pass }) }
}
