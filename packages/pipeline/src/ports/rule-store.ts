import type { ImportOutcome, RestoreOutcome, Rule, RuleDefinition, RulePatch } from '@agentsentry/contract'

/** The rules at one moment, with the number and hash under which they judge. */
export interface RuleSnapshot {
  readonly rules: readonly Rule[]
  readonly number: number
  readonly hash: string
}

/** A rule set as it judged, whatever became of its rules since. */
export interface RecordedRuleSet {
  readonly number: number
  readonly hash: string
  readonly rules: readonly RuleDefinition[]
}

/** One with the time from which it judged, and who made it; null where that is not known. */
export interface DatedRuleSet extends RecordedRuleSet {
  readonly createdAtMs: number
  readonly actor: string | null
}

export interface RuleSetPage {
  readonly limit: number
  readonly beforeNumber?: number | undefined
  readonly beforeMs?: number | undefined
}

export interface RuleChangeAudit {
  readonly actor: string
  readonly action: 'rule_update' | 'rule_toggle'
}

/**
 * The rules of one project. Each change writes the rules, the new rule set and the audit entry in one transaction. Methods
 * that may collide with another rule's name reject with `rule_name_taken`; those that name a rule by id answer null when
 * there is none.
 */
export interface RuleStore {
  ruleSnapshot(): Promise<RuleSnapshot>
  /** Number of the newest rule set, 0 when there was none yet. Cheap enough to ask several times a second. */
  ruleSetNumber(): Promise<number>
  /** The set that has, or once had, this number; null when there never was one. Numbers are never given twice. */
  ruleSetByNumber(number: number): Promise<DatedRuleSet | null>
  /** Newest first. */
  ruleSets(page: RuleSetPage): Promise<DatedRuleSet[]>
  /** Makes the rules, by name, those of that set again: others are deleted. Null when there never was one. */
  restoreRuleSet(number: number, actor: string): Promise<RestoreOutcome | null>
  createRule(rule: RuleDefinition, actor: string): Promise<Rule>
  updateRule(id: number, change: RulePatch, audit: RuleChangeAudit): Promise<Rule | null>
  deleteRule(id: number, actor: string): Promise<boolean>
  /** Matches rules by name: all are written, or none. */
  importRules(rules: readonly RuleDefinition[], actor: string): Promise<ImportOutcome>
  /** Imports the rules if this project never held any. Later calls do nothing, even when all were deleted since. */
  seedRules(rules: readonly RuleDefinition[]): Promise<boolean>
}
