import { type Decision, decisionStrength, type Reason, strongerDecision } from '@agentsentry/contract'
import type { Facts, RuleSet, Verdict } from '@agentsentry/engine'

/**
 * The verdict on a trace that could not be evaluated: the decision of every rule that looks at its phase and tool is
 * taken. Which leaves a rule looks at is not asked: even that may be what took too long.
 */
export function unevaluated(ruleSet: RuleSet, { phase, content }: Facts, cause: string): Verdict {
  const tool = typeof content.tool === 'string' ? content.tool : ''
  const isTool = phase === 'tool_call' || phase === 'tool_result'
  const inScope = ruleSet.rules.filter(
    ({ definition: { on }, looksAtTool }) =>
      (on === null || on.includes(phase)) && (looksAtTool === null || (isTool && looksAtTool(tool))),
  )
  const reasons: Reason[] = []
  const shadow: Reason[] = []
  let decision: Decision = 'allow'
  for (const { definition } of inScope) {
    const { name, rule_type, severity, description, mode } = definition
    const reason: Reason = {
      rule: name,
      type: rule_type,
      severity,
      decision: definition.decision,
      description,
      unevaluated: cause,
    }
    if (mode === 'shadow') shadow.push(reason)
    else {
      reasons.push(reason)
      decision = strongerDecision(decision, definition.decision)
    }
  }
  const strongestFirst = (left: Reason, right: Reason) =>
    decisionStrength(right.decision) - decisionStrength(left.decision)
  return {
    decision,
    reasons: reasons.sort(strongestFirst),
    shadow: shadow.sort(strongestFirst),
    tally: {
      ran: 0,
      out_of_scope: ruleSet.rules.length - inScope.length,
      not_evaluated: inScope.length,
      shadow: shadow.length,
    },
    ruleSet: { number: ruleSet.number, hash: ruleSet.hash },
  }
}
