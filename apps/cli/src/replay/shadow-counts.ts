import { decisionStrength } from '@agentsentry/contract'
import type { SentStep } from './replay-session.ts'

/** What a rule in shadow would have done. */
export interface ShadowRow {
  readonly rule: string
  /** Traces for which it would have given a reason. */
  matched: number
  /** Those of them whose decision would have been a stronger one. */
  changed: number
}

/** Counts what rules in shadow would have done, each as if it alone were enforced. */
export class ShadowCounts {
  readonly #rows = new Map<string, ShadowRow>()

  /** By name. */
  get rows(): ShadowRow[] {
    return [...this.#rows.values()].sort((left, right) => (left.rule < right.rule ? -1 : 1))
  }

  add({ decision, shadow }: SentStep): void {
    if (decision === null) return
    for (const reason of shadow) {
      const row = this.#rows.get(reason.rule) ?? { rule: reason.rule, matched: 0, changed: 0 }
      this.#rows.set(reason.rule, row)
      row.matched++
      if (decisionStrength(reason.decision) > decisionStrength(decision)) row.changed++
    }
  }
}
