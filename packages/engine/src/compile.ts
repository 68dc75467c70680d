import type { Exception, RuleDefinition, RuleType } from '@agentsentry/contract'
import type { CompiledException, CompiledRule, FieldScope } from './compiled-rule.ts'
import { compileNameGlobs, compilePointerGlobs } from './glob.ts'
import { buildLiteralScanner } from './literals/literal-scanner.ts'
import type { Matcher } from './matcher.ts'
import { type Phrase, PhraseAutomaton } from './phrases/phrase-automaton.ts'
import { CompileError, describeFault, type RuleFault } from './rule-fault.ts'
import type { RuleSet } from './rule-set.ts'
import { ruleTypes } from './rule-types.ts'
import { runToEnd } from './run-to-end.ts'
import { Scopes } from './scopes.ts'

/** What names a rule set: its number in the store and the hash of its rules. */
export interface RuleSetIdentity {
  readonly number: number
  readonly hash: string
}

export interface Compiled {
  readonly ruleSet: RuleSet
  readonly faults: RuleFault[]
}

/** Beyond so many phrases their words are no longer looked for before a text is cut into tokens. */
const mostAnchoredPhrases = 2000

/**
 * Compiles the enabled rules into a rule set, and reports every fault of every rule, disabled ones included. A rule
 * with a fault stays in the set as one that cannot be evaluated, so that its decision is taken and not forgotten.
 */
export function compileRuleSet(rules: readonly RuleDefinition[], identity: RuleSetIdentity): Compiled {
  return runToEnd(compileInSteps(rules, identity))
}

/**
 * The same in steps of a few milliseconds, for whoever has other work to do in between. Rules that are in `previous` as
 * they are here are taken over from it.
 */
export function* compileInSteps(
  rules: readonly RuleDefinition[],
  identity: RuleSetIdentity,
  previous: RuleSet | null = null,
): Generator<void, Compiled> {
  const scopes = new Map<string, FieldScope>()
  const known = new Map(previous?.rules.map((rule) => [JSON.stringify(rule.definition), rule]))
  const compiled: CompiledRule[] = []
  const faults: RuleFault[] = []
  for (const definition of rules) {
    const same = known.get(JSON.stringify(definition))
    const rule = same ?? compileRule(definition, scopes)
    faults.push(...rule.faults)
    if (definition.enabled) compiled.push({ ...rule, index: compiled.length })
    yield
  }
  return { ruleSet: { ...identity, ...(yield* assemble(compiled)) }, faults }
}

/** Every fault of one rule. An empty list means that it compiles. */
export function checkRule(rule: RuleDefinition): RuleFault[] {
  return [...compileRule(rule, new Map()).faults]
}

/** Puts rules under the automata that they share. */
function* assemble(rules: readonly CompiledRule[]): Generator<void, Omit<RuleSet, keyof RuleSetIdentity>> {
  const phrases = rules.flatMap(({ index, matcher }) => phrasesOf(index, matcher))
  const areAnchored = phrases.length <= mostAnchoredPhrases
  const placed = rules.map(
    (rule): CompiledRule => (rule.isPhrases && !areAnchored ? { ...rule, isAnchored: false } : rule),
  )
  const anchored = placed.flatMap(({ index, isAnchored, matcher: { needs } }) =>
    isAnchored && needs !== null ? [{ rule: index, needs }] : [],
  )
  return {
    rules: placed,
    scopes: new Scopes(placed),
    scanner: yield* buildLiteralScanner(anchored),
    phrases: yield* PhraseAutomaton.build(phrases),
    enabledCount: placed.length,
  }
}

function phrasesOf(rule: number, { phrases }: Matcher): Phrase[] {
  return (phrases ?? []).map((words) => ({ rule, words }))
}

function compileRule(rule: RuleDefinition, scopes: Map<string, FieldScope>): Omit<CompiledRule, 'index'> {
  const faults: RuleFault[] = pointerFaults(rule.name, 'fields', rule.fields)
  const matcher = compilePattern(rule.name, 'pattern', rule.rule_type, rule.pattern, faults)
  const exceptions = (rule.unless ?? []).map((exception, index) =>
    compileException(exception, rule, `unless/${index}`, scopes, faults),
  )
  const [first] = faults
  const working = matcher !== null && first === undefined ? matcher : refusingMatcher(first)
  return {
    definition: rule,
    matcher: working,
    isAnchored: working.needs !== null,
    isPhrases: working.phrases !== null,
    looksAtTool: rule.tools === null ? null : compileNameGlobs(rule.tools),
    fields: rule.fields === null ? null : scopeOf(rule.fields, scopes),
    exceptions,
    faults,
  }
}

function compileException(
  { pattern, type, on, tools, fields }: Exception,
  rule: RuleDefinition,
  place: string,
  scopes: Map<string, FieldScope>,
  faults: RuleFault[],
): CompiledException {
  faults.push(...pointerFaults(rule.name, `${place}/fields`, fields ?? null))
  return {
    on: on ?? null,
    looksAtTool: tools === undefined ? null : compileNameGlobs(tools),
    fields: fields === undefined ? null : scopeOf(fields, scopes),
    matcher:
      pattern === undefined
        ? null
        : compilePattern(rule.name, `${place}/pattern`, type ?? rule.rule_type, pattern, faults),
  }
}

function compilePattern(
  rule: string,
  field: string,
  type: RuleType,
  pattern: string,
  faults: RuleFault[],
): Matcher | null {
  try {
    return ruleTypes[type](pattern)
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    faults.push({ rule, ...error.fault, field })
    return null
  }
}

function refusingMatcher(fault: RuleFault | undefined): Matcher {
  const cause = fault === undefined ? 'the rule does not compile' : describeFault(fault)
  return {
    needs: null,
    executor: 're2js',
    executorReason: cause,
    phrases: null,
    find: () => {
      throw new Error(cause)
    },
  }
}

function pointerFaults(rule: string, field: string, pointers: readonly string[] | null): RuleFault[] {
  return (pointers ?? []).flatMap((pointer, index) =>
    /^!?\//.test(pointer)
      ? []
      : {
          rule,
          field: `${field}/${index}`,
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
