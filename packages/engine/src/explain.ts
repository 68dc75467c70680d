import type { ExplainedRule, Reason, ViewName } from '@agentsentry/contract'
import type { CompiledRule } from './compiled-rule.ts'
import { evaluate, type Facts, toolOf, type Verdict } from './evaluate.ts'
import type { RuleSet } from './rule-set.ts'

/** A verdict with what became of every rule of the set. */
export interface TraceExplanation {
  readonly verdict: Verdict
  /** Readings of the trace that rules were asked about, in their order, each once: some are read in more than one way. */
  readonly views: ViewName[]
  /** In the order of the rule set; what AgentSentry itself had to say stands behind them. */
  readonly rules: ExplainedRule[]
}

type Fate = 'excepted' | 'no-field'

/** Evaluates as `evaluate` does, and tells of each rule what came of it. Pure. */
export function explainTrace(ruleSet: RuleSet, facts: Facts): TraceExplanation {
  const views = new Set<ViewName>()
  const fates = new Map<number, Fate>()
  const verdict = evaluate(ruleSet, facts, {
    onView: (view) => views.add(view),
    onFate: (ruleIndex, fate) => fates.set(ruleIndex, fate),
  })
  const reasons = new Map([...verdict.reasons, ...verdict.shadow].map((reason) => [reason.rule, reason]))
  const rules = ruleSet.rules.map((rule) => {
    const reason = reasons.get(rule.definition.name) ?? null
    return explainRule(rule, facts, reason, fates.get(rule.index))
  })
  const names = new Set(rules.map(({ rule }) => rule))
  const own = verdict.reasons.filter(({ rule }) => !names.has(rule)).map(ownReason)
  return { verdict, views: [...views], rules: [...rules, ...own] }
}

function explainRule(rule: CompiledRule, facts: Facts, reason: Reason | null, fate: Fate | undefined): ExplainedRule {
  const { name, rule_type: type, mode, decision } = rule.definition
  return { rule: name, type, mode, decision, ...outcomeOf(rule, facts, reason, fate), executor: rule.matcher.executor }
}

function outcomeOf(
  rule: CompiledRule,
  facts: Facts,
  reason: Reason | null,
  fate: Fate | undefined,
): Pick<ExplainedRule, 'outcome' | 'why' | 'reason'> {
  if (reason?.unevaluated !== undefined) return { outcome: 'not_evaluated', why: reason.unevaluated, reason }
  if (reason !== null) return { outcome: 'matched', why: null, reason }
  const limit = limitOf(rule, facts, fate)
  if (limit !== null) return { outcome: 'out_of_scope', why: limit, reason }
  if (fate === 'excepted') return { outcome: 'excepted', why: 'an exception in `unless` holds', reason }
  return { outcome: 'no_match', why: null, reason }
}

/** Which of its fields keeps the rule from looking at the trace; null when none does. */
function limitOf({ definition: { on, fields }, looksAtTool }: CompiledRule, facts: Facts, fate: Fate | undefined) {
  if (on !== null && !on.includes(facts.phase)) return `phase: it looks at ${on.join(', ')}, not at ${facts.phase}`
  if (looksAtTool !== null) {
    const tool = toolOf(facts)
    if (tool === null) return 'tool: it looks at steps of tools only'
    if (!looksAtTool(tool)) return `tool: it does not look at \`${tool}\``
  }
  return fate === 'no-field' ? `fields: nothing stands at ${fields?.join(', ')}` : null
}

/** A reason that no rule of the set gave. */
function ownReason(reason: Reason): ExplainedRule {
  const { rule, type, decision, unevaluated } = reason
  const outcome = unevaluated === undefined ? ('matched' as const) : ('not_evaluated' as const)
  return { rule, type, mode: 'enforce', decision, outcome, why: unevaluated ?? null, reason }
}
