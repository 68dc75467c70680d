import { newRuleSchema, type RuleDefinition } from '@agentsentry/contract'
import { checkRule, checkRuleWithTests, describeRule, type RuleFault, warnRules } from '@agentsentry/engine'
import type { DraftCheck, Finding, StoredRules } from './engine-questions.ts'
import { rewriteFault, rewriteWarning } from './rewrite-fault.ts'
import { candidateOf, type RuleDraft } from './rule-draft.ts'

/** What a rule is called while nobody has named it: it can be tried before. */
const unnamed = 'unnamed rule'

/** Everything that is wrong or odd about a draft, as the server will say when it is saved. */
export function checkDraft(draft: RuleDraft, { rules, editedId }: StoredRules): DraftCheck {
  const { candidate, faults: unreadable } = candidateOf(draft)
  const isUnnamed = draft.name === ''
  const parsed = newRuleSchema.safeParse(isUnnamed ? { ...candidate, name: unnamed } : candidate)
  const faults: Finding[] = unreadable.map(({ field, message }) => finding(field, 'field_invalid', message))
  if (isUnnamed) faults.unshift(finding('name', 'field_invalid', 'give the rule a name'))
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const field = path.map(String).join('/')
      faults.push(finding(field, 'field_invalid', plainMessage(field, draft) ?? message))
    }
    return { faults: [...faults, ...patternFaults(draft)], warnings: [], definition: null, runs: null }
  }
  const rule = parsed.data
  const others = rules.filter(({ id }) => id !== editedId).map(({ definition }) => definition)
  if (others.some(({ name }) => name === rule.name)) {
    faults.push(finding('name', 'rule_name_taken', 'another rule has this name'))
  }
  faults.push(...checkRuleWithTests(rule).map((fault) => placed(fault, rule)))
  return {
    faults,
    warnings: warningsOf(rule, others),
    definition: unreadable.length > 0 ? null : rule,
    runs: faults.length > 0 ? null : describeRule(rule),
  }
}

/** A pattern is looked at also while the rule around it is not complete. */
function patternFaults({ pattern, rule_type }: RuleDraft): Finding[] {
  const alone = newRuleSchema.safeParse({ name: 'draft', pattern, rule_type })
  return alone.success ? checkRule(alone.data).map((fault) => placed(fault, alone.data)) : []
}

/** Rules are only compared where they may be alike: telling all there is about a thousand rules takes a second. */
function warningsOf(rule: RuleDefinition, others: readonly RuleDefinition[]): Finding[] {
  const alike = others.filter(({ pattern, name }) => pattern === rule.pattern && name !== rule.name)
  return warnRules([...alike, rule])
    .filter((warning) => warning.rule === rule.name)
    .map((warning) => {
      const rewrite = warning.field === 'pattern' ? rewriteWarning(warning, rule.pattern) : null
      return { ...finding(warning.field, warning.code, warning.message), rewrite }
    })
}

function placed(fault: RuleFault, rule: RuleDefinition): Finding {
  const { field, code, message, position = null, hint = null } = fault
  const text = textOf(rule, field)
  const rewrite = text === null ? null : rewriteFault(fault, text)
  return { field, code, message, position, hint, rewrite: rewrite === text ? null : rewrite }
}

/** The text of the field that a path names; null where it names none. */
function textOf(rule: RuleDefinition, field: string): string | null {
  let value: unknown = rule
  for (const name of field.split('/')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as Record<string, unknown>)[name]
  }
  return typeof value === 'string' ? value : null
}

function plainMessage(field: string, { pattern, rule_type }: RuleDraft): string | null {
  if (field === 'pattern' && pattern === '')
    return rule_type === 'nlp' ? 'write at least one phrase' : 'write a pattern'
  if (/^tests\/(?:match|pass)\/\d+$/.test(field)) return 'an example is a text, or a trace of at most 4,000 characters'
  return null
}

function finding(field: string, code: string, message: string): Finding {
  return { field, code, message, position: null, hint: null, rewrite: null }
}
