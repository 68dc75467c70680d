import type { RuleDefinition, RuleWarning } from '@agentsentry/contract'
import type {
  Facts,
  Masked,
  RuleFault,
  RuleSet,
  RulesDocumentFault,
  SessionMemory,
  TraceExplanation,
  Verdict,
} from '@agentsentry/engine'
import type { RecordedRuleSet } from './rule-store.ts'
import type { RecordedTrace } from './trace-store.ts'

/** What is to be judged, with the content as the JSON text under which it is recorded. */
export interface SerializedFacts extends Facts {
  readonly contentJson: string
}

/** What the rules say of one trace, and what it leaves for later traces of its session. */
export interface Evaluation {
  readonly verdict: Verdict
  readonly memory: SessionMemory
  /** What may be stored in place of content and reasons; null where nothing was masked, or nothing is to be. */
  readonly masked: Masked | null
}

export interface Evaluator {
  /**
   * Judges by this rule set and no other, at once where that is quick, else elsewhere, so that no caller is held up by
   * more than a few milliseconds. A rule that takes too long or too much memory counts as not evaluated, with the cause.
   * Rejects with `overloaded` when too many wait already; nothing is judged then.
   */
  evaluate(ruleSet: RuleSet, facts: SerializedFacts): Evaluation | Promise<Evaluation>
}

export interface RulesDocument {
  readonly rules: readonly RuleDefinition[]
  readonly faults: readonly RulesDocumentFault[]
  /** What is allowed in the rules and yet hardly meant. */
  readonly warnings: readonly RuleWarning[]
}

/** Reads what may turn out to be costly, away from the caller. What takes too long is a fault. */
export interface RuleReader {
  /** Every fault of the rule; none means that it may be stored. Rejects with `overloaded`. */
  checkRule(rule: RuleDefinition): Promise<readonly RuleFault[]>
  /** The rules of a document, or every fault in it. Rejects with `overloaded`. */
  readDocument(yaml: string): Promise<RulesDocument>
}

/** A step of a session as it was recorded. */
export type RecordedStep = Pick<RecordedTrace, 'phase' | 'contentJson'>

export interface Explainer {
  /**
   * Judges a recorded step again, away from the caller, and tells of each rule what came of it. `earlier` are the steps of
   * its session before it, oldest first. Rejects with `overloaded` when too many wait, or when it takes too long.
   */
  explain(ruleSet: RecordedRuleSet, step: RecordedStep, earlier: readonly RecordedStep[]): Promise<TraceExplanation>
}
