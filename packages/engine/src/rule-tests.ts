import type { RuleDefinition, RuleExample } from '@agentsentry/contract'
import { checkRule, compileRuleSet } from './compile.ts'
import { evaluate, type Verdict } from './evaluate.ts'
import { excerptOf } from './excerpt.ts'
import { exampleTrace } from './rule-example.ts'
import type { RuleFault } from './rule-fault.ts'

/** An example of a rule that the rule judges otherwise than it says. */
export interface RuleTestFailure {
  readonly kind: 'match' | 'pass'
  /** Position in `tests.match` or `tests.pass`. */
  readonly index: number
  /** The example, shortened, with secrets masked. */
  readonly example: string
  readonly message: string
}

/** Tries every example of a rule that compiles on this rule alone, enabled and enforced. A rule without any has no failure. */
export function runRuleTests(rule: RuleDefinition): RuleTestFailure[] {
  if (rule.tests === null) return []
  const alone = { ...rule, enabled: true, mode: 'enforce' as const, tests: null }
  const { ruleSet } = compileRuleSet([alone], { number: 0, hash: '' })
  const failures: RuleTestFailure[] = []
  for (const kind of ['match', 'pass'] as const) {
    for (const [index, example] of rule.tests[kind].entries()) {
      const { phase, content } = exampleTrace(rule, example)
      const trouble = troubleOf(kind, evaluate(ruleSet, { phase, content }))
      if (trouble === null) continue
      const shown = showExample(example)
      failures.push({ kind, index, example: shown, message: `the example \`${shown}\` ${trouble}` })
    }
  }
  return failures
}

/** Every fault of one rule; those of its examples where it has no other. An empty list means that it can be stored. */
export function checkRuleWithTests(rule: RuleDefinition): RuleFault[] {
  const faults = checkRule(rule)
  if (faults.length > 0) return faults
  return runRuleTests(rule).map(({ kind, index, message }) => ({
    rule: rule.name,
    field: `tests/${kind}/${index}`,
    code: 'test_failed' as const,
    message,
  }))
}

function troubleOf(kind: 'match' | 'pass', { reasons, tally }: Verdict): string | null {
  const [reason] = reasons
  if (reason?.unevaluated !== undefined) return `could not be tried: ${reason.unevaluated}`
  if (kind === 'match') {
    if (reason !== undefined) return null
    return tally.out_of_scope > 0
      ? 'must match, but the rule does not look at it: see its `on`, `tools` and `fields`'
      : 'must match, but does not'
  }
  if (reason === undefined) return null
  const view = reason.view === undefined || reason.view === 'text' ? '' : `, read as \`${reason.view}\``
  return `must pass, but matches with \`${reason.excerpt ?? ''}\`${view}`
}

function showExample(example: RuleExample): string {
  const text = typeof example === 'string' ? example : JSON.stringify(example)
  return excerptOf(text, 0, text.length)
}
