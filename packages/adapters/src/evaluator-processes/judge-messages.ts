import type { Phase, RuleDefinition } from '@agentsentry/contract'
import type { RuleFault, SessionMemory, TraceExplanation } from '@agentsentry/engine'
import type { Evaluation, RecordedRuleSet, RecordedStep, RulesDocument } from '@agentsentry/pipeline'

export interface RuleSetName {
  readonly number: number
  readonly hash: string
}

/** One evaluator may judge for several stores, each of which counts its rule sets from 1. */
export function ruleSetKey({ number, hash }: RuleSetName): string {
  return `${number} ${hash}`
}

/** What a process is asked. It answers one request after another. */
export type JudgeRequest =
  | {
      readonly kind: 'evaluate'
      readonly ruleSet: RuleSetName
      /** The enabled rules of that set as JSON; null when the process was given them before. */
      readonly rulesJson: string | null
      readonly phase: Phase
      readonly contentJson: string
      readonly session: SessionMemory | null
      /** Names of rules that are not tried, with the cause. */
      readonly giveUp: ReadonlyMap<string, string>
      /** After this long the rules that are left are not tried. */
      readonly limitMs: number
      readonly lateCause: string
      /** Whether what may be stored is worked out as well. */
      readonly masksSecrets: boolean
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
export interface JudgeResults {
  readonly evaluate: Evaluation
  readonly explain: TraceExplanation
  readonly 'check-rule': readonly RuleFault[]
  readonly 'read-document': RulesDocument
}

export type JudgeResult = JudgeResults[JudgeRequest['kind']]

/** A request with its number, by which progress is told from that of the one before. */
export interface NumberedRequest {
  readonly number: number
  readonly request: JudgeRequest
}

/** A fault is the last that a process says: no half-made state is kept. */
export type JudgeAnswer =
  | { readonly kind: 'done'; readonly result: JudgeResult }
  | { readonly kind: 'fault'; readonly message: string }

/** How many rule sets a process keeps compiled: the one in force, and the one that traces under way still need. */
export const keptRuleSets = 2
