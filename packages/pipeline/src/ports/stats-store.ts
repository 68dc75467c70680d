import type { Attention, CheckCost, RuleHits, Stats } from '@agentsentry/contract'

export interface StatsRange {
  /** Whole steps. */
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
  readonly nowMs: number
}

/** What waits for a person, as far as it is in the store. */
export type StoredAttention = Omit<Attention, 'rules_faulty' | 'no_rules' | 'judge'>

/** Figures of one project: from tallies, and of what is too new for these, as it is. */
export interface StatsStore {
  stats(range: StatsRange): Promise<Stats>
  /** Of these rules, and of all others that had a hit in 30 days. Most hits first. */
  ruleHits(rules: readonly string[], nowMs: number): Promise<RuleHits[]>
  attention(nowMs: number): Promise<StoredAttention>
  /** Of the days from this one (UTC, `YYYY-MM-DD`) on that had checks, oldest first. */
  checkCosts(fromDay: string): Promise<CheckCost[]>
}
