import { phases, type RuleDefinition, type RuleWarning } from '@agentsentry/contract'
import type { Matcher } from './matcher.ts'
import { neverMatches } from './regex/never-matches.ts'
import { parsePattern } from './regex/parse-pattern.ts'
import { CompileError } from './rule-fault.ts'
import { ruleTypes } from './rule-types.ts'

/** Texts as they occur everywhere. A pattern that finds something in each of them tells nothing about any. */
const ordinaryTexts = [
  'The meeting moved to Thursday.',
  'ok',
  'path: src/index.ts',
  'total: 1842',
  '{"status":"done","items":[]}',
  'tool:calendar.list',
  'Könnten wir das morgen besprechen?',
  '明天再说吧',
  'Error: file not found',
  '7',
]

/**
 * What is allowed in these rules and yet hardly meant: a pattern that can never match, that matches nothing at all or
 * nearly everything, that reads otherwise in Python, a rule that no step is in scope of, and one that repeats another.
 */
export function warnRules(rules: readonly RuleDefinition[]): RuleWarning[] {
  const warnings: RuleWarning[] = []
  const firstAlike = new Map<string, string>()
  for (const rule of rules) {
    for (const warning of [...patternWarnings(rule), ...scopeWarnings(rule)])
      warnings.push({ rule: rule.name, ...warning })
    const condition = conditionOf(rule)
    const first = firstAlike.get(condition)
    if (first === undefined) firstAlike.set(condition, rule.name)
    else
      warnings.push({
        rule: rule.name,
        field: 'pattern',
        code: 'duplicate',
        message: `it asks the same as \`${first}\``,
      })
  }
  return warnings
}

type Warning = Omit<RuleWarning, 'rule'>

function patternWarnings({ rule_type, pattern }: RuleDefinition): Warning[] {
  const matcher = compiled({ rule_type, pattern })
  if (matcher === null) return []
  const of = (code: string, message: string): Warning => ({ field: 'pattern', code, message })
  const matches = (text: string) => matcher.find(text, 0, null, () => {}) !== null
  const warnings: Warning[] = rule_type === 'regex' ? dialectWarnings(pattern) : []
  const syntax = rule_type === 'regex' ? parsePattern(pattern) : null
  if (syntax !== null && neverMatches(syntax)) {
    warnings.push(of('never_matches', 'it can never match: it wants a character where the text has ended or not begun'))
  } else if (matches('')) {
    warnings.push(
      of('matches_empty', 'it matches the empty text, and so every text; `*` and `?` allow for nothing at all'),
    )
  } else if (ordinaryTexts.every(matches)) {
    warnings.push(of('matches_nearly_everything', 'it matches almost every text there is'))
  }
  return warnings
}

function compiled({ rule_type, pattern }: Pick<RuleDefinition, 'rule_type' | 'pattern'>): Matcher | null {
  try {
    return ruleTypes[rule_type](pattern)
  } catch (error) {
    if (error instanceof CompileError) return null
    throw error
  }
}

/** Constructs that Python reads otherwise and RE2 does not refuse. */
const dialects: readonly { readonly looks: RegExp; readonly message: string }[] = [
  { looks: /(?<!\\)(?:\\\\)*\{,\d+\}/, message: '`{,n}` stands for itself here; write `{0,n}`' },
  {
    looks: /^(?=.*(?!\p{ASCII})\p{L})(?:.*[^\\])?(?:\\\\)*\\[wb]/su,
    message: '`\\w` and `\\b` know ASCII letters alone; for others write `[\\pL\\pN_]`',
  },
]

function dialectWarnings(pattern: string): Warning[] {
  return dialects
    .filter(({ looks }) => looks.test(pattern))
    .map(({ message }) => ({ field: 'pattern', code: 'differs_from_python', message }))
}

function scopeWarnings({ on, tools, unless }: RuleDefinition): Warning[] {
  const warnings: Warning[] = []
  if (on !== null && tools !== null && !on.includes('tool_call') && !on.includes('tool_result')) {
    const message = 'a rule with `tools` looks at steps of tools alone, and `on` leaves them out: it never runs'
    warnings.push({ field: 'tools', code: 'never_in_scope', message })
  }
  for (const [index, { pattern, on: exempt, tools: names }] of (unless ?? []).entries()) {
    if (pattern === undefined && names === undefined && (on ?? phases).every((phase) => exempt?.includes(phase))) {
      const message = 'it exempts every step that the rule looks at'
      warnings.push({ field: `unless/${index}`, code: 'always_exempt', message })
    }
  }
  return warnings
}

/** All of a rule that decides when it applies. */
function conditionOf({ rule_type, pattern, on, tools, fields, unless }: RuleDefinition): string {
  return JSON.stringify([rule_type, pattern, on === null ? null : [...on].sort(), tools, fields, unless])
}
