import type { Phase, RuleDefinition } from '@agentsentry/contract'
import { placeGates } from './gates.ts'
import { compileNameGlobs, compilePointerGlobs } from './glob.ts'
import type { Matcher } from './matcher.ts'
import { CompileError, describeFault, type RuleFault } from './rule-fault.ts'
import type { FieldScope, RuleSet } from './rule-set.ts'
import { ruleTypes } from './rule-types.ts'

/** What names a rule set: its number in the store and the hash of its rules. */
export interface RuleSetIdentity {
  readonly number: number
  readonly hash: string
}

/**
 * Compiles the enabled rules into a rule set, and reports every fault of every rule, disabled ones included. A rule
 * with a fault stays in the set as one that cannot be evaluated, so that its decision is taken and not forgotten.
 */
export function compileRuleSet(
  rules: readonly RuleDefinition[],
  identity: RuleSetIdentity,
): { ruleSet: RuleSet; faults: RuleFault[] } {
  const checked = rules.map((rule) => ({ rule, ...compileMatcher(rule) }))
  const scopes = new Map<string, FieldScope>()
  const ungated = checked
    .filter(({ rule }) => rule.enabled)
    .map(({ rule, matcher }) => ({
      definition: rule,
      matcher,
      looksAtTool: rule.tools === null ? null : compileNameGlobs(rule.tools),
      fields: rule.fields === null ? null : scopeOf(rule.fields, scopes),
    }))
  const { rules: compiled, gates } = placeGates(ungated)
  const inPhase = (phase: Phase) => compiled.filter(({ definition: { on } }) => on === null || on.includes(phase))
  const byPhase = {
    user: inPhase('user'),
    assistant: inPhase('assistant'),
    system: inPhase('system'),
    tool_call: inPhase('tool_call'),
    tool_result: inPhase('tool_result'),
  }
  const faults = checked.flatMap((entry) => entry.faults)
  return { ruleSet: { ...identity, byPhase, gates, enabledCount: compiled.length }, faults }
}

/** Every fault of one rule. An empty list means that it compiles. */
export function checkRule(rule: RuleDefinition): RuleFault[] {
  return compileMatcher(rule).faults
}

function compileMatcher(rule: RuleDefinition): { matcher: Matcher; faults: RuleFault[] } {
  const faults = pointerFaults(rule)
  let matcher: Matcher | null = null
  try {
    matcher = ruleTypes[rule.rule_type](rule.pattern)
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    faults.unshift({ rule: rule.name, ...error.fault })
  }
  const [first] = faults
  return { matcher: matcher !== null && first === undefined ? matcher : refusingMatcher(first), faults }
}

function refusingMatcher(fault: RuleFault | undefined): Matcher {
  const cause = fault === undefined ? 'the rule does not compile' : describeFault(fault)
  return {
    necessary: null,
    find: () => {
      throw new Error(cause)
    },
  }
}

function pointerFaults(rule: RuleDefinition): RuleFault[] {
  return (rule.fields ?? []).flatMap((pointer, index) =>
    /^!?\//.test(pointer)
      ? []
      : {
          rule: rule.name,
          field: `fields/${index}`,
          code: 'pointer_syntax' as const,
          message: `\`${pointer}\` is not a JSON Pointer`,
          hint: `write \`${pointer.replace(/^(!?)/, '$1/').replaceAll('.', '/')}\``,
        },
  )
}

function scopeOf(fields: readonly string[], scopes: Map<string, FieldScope>): FieldScope {
  const key = JSON.stringify(fields)
  const known = scopes.get(key)
  if (known !== undefined) return known
  const scope: FieldScope = { key, admits: compilePointerGlobs(fields) }
  scopes.set(key, scope)
  return scope
}
