import { newRuleSchema, type RuleDefinition } from '@agentsentry/contract'
import { Document, isMap, isScalar, isSeq, type Node, visit } from 'yaml'
import { checkRule } from './compile.ts'
import { maxAliases, readYaml } from './read-yaml.ts'
import { describeFault } from './rule-fault.ts'

/** What is wrong with a rules document. `line` counts from 1; `rule` is the name where the entry has one. */
export interface RulesDocumentFault {
  readonly line: number
  readonly rule: string | null
  readonly message: string
}

/** How many faults are told. A document with more is not a document with faults, it is something else. */
const maxFaults = 100

/** Reads a rules document. Either every rule is good, or every fault of every rule is told with its line. */
export function parseRules(yaml: string): { rules: RuleDefinition[]; faults: RulesDocumentFault[] } {
  const { document, faults: unreadable, lineOf } = readYaml(yaml)
  if (document === null) return { rules: [], faults: firstOf(unreadable.map((fault) => ({ ...fault, rule: null }))) }
  const list = isMap(document.contents) ? document.contents.get('rules', true) : document.contents
  if (!isSeq(list)) {
    const line = lineOf(document.contents)
    return { rules: [], faults: [{ line, rule: null, message: 'a document holds a list under `rules`' }] }
  }

  const rules: RuleDefinition[] = []
  const faults: RulesDocumentFault[] = []
  const lineOfName = new Map<string, number>()
  for (const item of list.items as Node[]) {
    const line = lineOf(item)
    const read = readRule(document, item)
    for (const message of read.messages) faults.push({ line, rule: read.name, message })
    if (read.rule === null) continue
    const earlier = lineOfName.get(read.rule.name)
    if (earlier === undefined) lineOfName.set(read.rule.name, line)
    else faults.push({ line, rule: read.rule.name, message: `the name is taken by the rule on line ${earlier}` })
    rules.push(read.rule)
  }
  return faults.length > 0 ? { rules: [], faults: firstOf(faults) } : { rules, faults }
}

function firstOf(faults: readonly RulesDocumentFault[]): RulesDocumentFault[] {
  if (faults.length <= maxFaults) return [...faults]
  const left = {
    line: faults[maxFaults]?.line ?? 1,
    rule: null,
    message: `and ${faults.length - maxFaults} faults more`,
  }
  return [...faults.slice(0, maxFaults), left]
}

function readRule(document: Document.Parsed, item: Node) {
  let value: unknown
  try {
    value = item.toJS(document, { maxAliasCount: maxAliases })
  } catch (error) {
    return { rule: null, name: null, messages: [messageOf(error)] }
  }
  const name = nameOf(value)
  const parsed = newRuleSchema.safeParse(withRuleType(value))
  if (!parsed.success) {
    return {
      rule: null,
      name,
      messages: parsed.error.issues.map(({ path, message }) =>
        path.length > 0 ? `\`${path.join('.')}\`: ${message}` : message,
      ),
    }
  }
  const faults = checkRule(parsed.data)
  return { rule: parsed.data, name, messages: faults.map((fault) => `\`${fault.field}\`: ${describeFault(fault)}`) }
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
  }))
  const document = new Document({ rules: entries }, { schema: 'core', aliasDuplicateObjects: false })
  visit(document, {
    Scalar(key, node) {
      // Patterns are full of characters that plain style would read otherwise; quotes keep a diff of two exports small.
      if (key === 'value' && typeof node.value === 'string' && isScalar(node) && /[\\|:#]/.test(node.value))
        node.type = 'QUOTE_SINGLE'
    },
  })
  return document.toString({ lineWidth: 0 })
}
