import type { Phase, RuleDefinition } from '@agentsentry/contract'
import type { RuleFault, SessionMemory, TraceExplanation } from '@agentsentry/engine'
import type { Evaluation, RecordedRuleSet, RecordedStep, RulesDocument } from '@agentsentry/pipeline'

/** What a thread is asked. It answers one request after another. */
export type ThreadRequest =
  | {
      readonly kind: 'evaluate'
      readonly ruleSet: { readonly number: number; readonly hash: string }
      /** The enabled rules of that set as JSON; null when the thread was given them before. */
      readonly rulesJson: string | null
      readonly phase: Phase
      readonly contentJson: string
      readonly session: SessionMemory | null
      /** Names of rules that are not tried, with the cause. */
      readonly giveUp: ReadonlyMap<string, string>
      /** After this long the rules that are left are not tried. */
      readonly limitMs: number
      readonly lateCause: string
    }
  | {
      readonly kind: 'explain'
      readonly ruleSet: RecordedRuleSet
      readonly step: RecordedStep
      readonly earlier: readonly RecordedStep[]
    }
  | { readonly kind: 'check-rule'; readonly rule: RuleDefinition }
  | { readonly kind: 'read-document'; readonly yaml: string }

/** What each kind of request is answered with. */
export interface ThreadResults {
  readonly evaluate: Evaluation
  readonly explain: TraceExplanation
  readonly 'check-rule': readonly RuleFault[]
  readonly 'read-document': RulesDocument
}

export type ThreadResult = ThreadResults[ThreadRequest['kind']]

/** Places in the memory that a thread shares with whoever watches it. */
export const progressPlaces = { activity: 0, changes: 1 } as const

/** What a thread is doing, beside the place of the rule that it tries: 0 and up. */
export const activities = { preparing: -2, sharedWork: -1 } as const

/** How many rule sets a thread keeps compiled: the one in force, and the one that traces under way still need. */
export const keptRuleSets = 2
