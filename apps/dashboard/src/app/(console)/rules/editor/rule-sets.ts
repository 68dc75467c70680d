import type { RuleDefinition } from '@agentsentry/contract'
import { compileRuleSet, type RuleSet } from '@agentsentry/engine'
import type { StoredRules } from './engine-questions.ts'

const nobody = { number: 0, hash: '' }

/** All rules, as they are stored and with a draft among them. Each is compiled when first asked for, and kept. */
export class RuleSets {
  readonly stored: StoredRules
  #asStored: RuleSet | null = null
  #withDraft: { readonly key: string; readonly ruleSet: RuleSet } | null = null

  constructor(stored: StoredRules) {
    this.stored = stored
  }

  asStored(): RuleSet {
    this.#asStored ??= compileRuleSet(
      this.stored.rules.map(({ definition }) => definition),
      nobody,
    ).ruleSet
    return this.#asStored
  }

  /** The draft stands in the place of the rule that is edited; a new one behind all others. */
  withDraft(draft: RuleDefinition): RuleSet {
    const key = JSON.stringify(draft)
    if (this.#withDraft?.key === key) return this.#withDraft.ruleSet
    const { rules, editedId } = this.stored
    const others = rules.map(({ id, definition }) => (id === editedId ? draft : definition))
    const all = editedId === null ? [...others, draft] : others
    const { ruleSet } = compileRuleSet(all, nobody)
    this.#withDraft = { key, ruleSet }
    return ruleSet
  }
}
