import {
  compileRuleSet,
  emptyMemory,
  explainTrace,
  type RuleSet,
  remember,
  type TraceExplanation,
} from '@agentsentry/engine'
import type { RecordedRuleSet, RecordedStep } from '@agentsentry/pipeline'
import { ruleSetKey } from './judge-messages.ts'

/** Whoever asks for one explanation mostly asks for the next, of a trace of the same time. */
const kept = 4

/** Rule sets of earlier times, compiled to explain what they judged; the few that were asked for last are kept. */
export class RecordedRuleSets {
  readonly #compiled = new Map<string, RuleSet>()

  explain(
    ruleSet: RecordedRuleSet,
    { phase, contentJson }: RecordedStep,
    earlier: readonly RecordedStep[],
  ): TraceExplanation {
    const session = earlier.reduce(
      (memory, step) => remember(memory, { phase: step.phase, content: JSON.parse(step.contentJson) }),
      emptyMemory,
    )
    return explainTrace(this.#compile(ruleSet), { phase, content: JSON.parse(contentJson), session })
  }

  #compile({ number, hash, rules }: RecordedRuleSet): RuleSet {
    const key = ruleSetKey({ number, hash })
    const ruleSet = this.#compiled.get(key) ?? compileRuleSet(rules, { number, hash }).ruleSet
    this.#compiled.delete(key)
    this.#compiled.set(key, ruleSet)
    const [oldest] = this.#compiled.keys()
    if (this.#compiled.size > kept && oldest !== undefined) this.#compiled.delete(oldest)
    return ruleSet
  }
}
