import { type Decision, decisionStrength, type Explanation, type Reason, SentryError } from '@agentsentry/contract'
import type { TraceExplanation } from '@agentsentry/engine'
import { describeExplanation } from './describe-explanation.ts'
import type { Explainer, RecordedRuleSet, RecordedTrace, RuleStore, TraceStore } from './ports.ts'
import { isQuarantine } from './quarantine.ts'

/** As many earlier traces of a session are read as its memory can hold something of. */
const rememberedTraces = 8

/**
 * Tells how recorded traces were judged, by judging them again with the rule set of their time: evaluation is pure, so
 * the two differ only where a limit of time was hit, or where another version of AgentSentry judged.
 */
export class TraceExplainer {
  readonly #store: TraceStore & RuleStore
  readonly #explainer: Explainer

  constructor(store: TraceStore & RuleStore, explainer: Explainer) {
    this.#store = store
    this.#explainer = explainer
  }

  /** Rejects with `trace_unknown`, `overloaded`, or `store_unavailable`. */
  async explain(id: string): Promise<Explanation> {
    const trace = await this.#store.trace(id)
    if (trace === null) throw new SentryError('trace_unknown', `there is no trace \`${id}\``)
    const ruleSet = await this.#store.ruleSetByNumber(trace.ruleSetNumber)
    if (ruleSet === null) throw new SentryError('internal', `rule set ${trace.ruleSetNumber} is not in the store`)
    const page = { limit: rememberedTraces, beforeId: id, order: 'desc' } as const
    const earlier = (await this.#store.traces(trace.sessionId, page)).reverse()
    return tell(trace, ruleSet, await this.#explainer.explain(ruleSet, trace, earlier))
  }
}

function tell(
  trace: RecordedTrace,
  { number, hash }: RecordedRuleSet,
  { verdict, views, rules }: TraceExplanation,
): Explanation {
  const differences = differencesOf(trace, verdict)
  const explanation = {
    trace: {
      id: trace.id,
      session_id: trace.sessionId,
      role: trace.role,
      phase: trace.phase,
      tool: trace.tool,
      created_at: new Date(trace.createdAtMs).toISOString(),
    },
    decision: trace.decision,
    rule_set: { number, hash },
    evaluation_us: trace.evaluationUs,
    views,
    rules,
    consistent: differences.length === 0,
    differences,
  }
  return { ...explanation, text: describeExplanation(explanation) }
}

/** What is compared is what was recorded as text: the decision, the reasons and what shadow rules would have said. */
function differencesOf(trace: RecordedTrace, { decision, reasons, shadow }: TraceExplanation['verdict']): string[] {
  const own = decidedByRules(trace)
  if (trace.masked > 0) return [`content: ${trace.masked} places were masked, so secret rules find nothing there now`]
  const compared = [
    ['decision', own.decision, decision],
    ['reasons', own.reasonsJson, JSON.stringify(reasons)],
    ['shadow', trace.shadowJson, JSON.stringify(shadow)],
  ] as const
  return compared
    .filter(([, recorded, now]) => recorded !== now)
    .map(([name, recorded, now]) => `${name}: recorded ${recorded}, now ${now}`)
}

/** What the rules alone had to say: without the quarantine of the session, and without a judge's later opinion. */
function decidedByRules({ reasonsJson }: RecordedTrace): { decision: Decision; reasonsJson: string } {
  const reasons = (JSON.parse(reasonsJson) as Reason[]).filter((reason) => !isQuarantine(reason))
  const strongest = reasons.reduce<Decision>(
    (decision, reason) => (decisionStrength(reason.decision) > decisionStrength(decision) ? reason.decision : decision),
    'allow',
  )
  return { decision: strongest, reasonsJson: JSON.stringify(reasons) }
}
