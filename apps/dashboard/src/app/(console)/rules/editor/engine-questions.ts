import type { Content, Decision, ExplainedRule, Phase, Reason, Role, RuleDefinition } from '@agentsentry/contract'
import type { FoundMatch, RuleDescription } from '@agentsentry/engine'
import type { RuleDraft } from './rule-draft.ts'

/** The rules as they are stored. `id` is that of the rule that is edited, whose place the draft takes. */
export interface StoredRules {
  readonly rules: readonly { readonly id: number; readonly definition: RuleDefinition }[]
  readonly editedId: number | null
}

/** A fault or warning, at its place, with the text that would mend it where that is known. */
export interface Finding {
  readonly field: string
  readonly code: string
  readonly message: string
  readonly position: number | null
  readonly hint: string | null
  /** The whole text of the field, mended. */
  readonly rewrite: string | null
}

export interface DraftCheck {
  readonly faults: readonly Finding[]
  readonly warnings: readonly Finding[]
  /** The rule that the draft is, named or not; null while it has other faults of form. It may not compile. */
  readonly definition: RuleDefinition | null
  readonly runs: RuleDescription | null
}

/** What somebody tries a rule on: a text, put where the rule looks, or content as JSON. */
export interface TrialInput {
  readonly form: 'text' | 'json'
  readonly text: string
  readonly phase: Phase
  readonly tool: string
}

export interface Trial {
  readonly role: Role
  readonly phase: Phase
  readonly content: Content
  /** What the rule alone makes of it, as if it were on and in force. */
  readonly alone: ExplainedRule
  readonly matches: readonly FoundMatch[]
  /** What all rules decide with the draft in its place, and what they decide without it, as stored. */
  readonly withDraft: {
    readonly decision: Decision
    readonly reasons: readonly Reason[]
    readonly shadow: readonly Reason[]
  }
  readonly asStored: Decision
}

export interface PastTrace {
  readonly id: string
  readonly phase: Phase
  readonly content: Content
}

/** What became of one recorded trace: whether the rule matches, and what all rules decide before and with the draft. */
export interface PastOutcome {
  readonly id: string
  readonly reason: Reason | null
  readonly before: Decision
  readonly after: Decision
}

/** What the worker is asked, and what it answers. `rules` has no answer: it is said before everything that needs it. */
export interface Questions {
  check: { readonly ask: { readonly draft: RuleDraft }; readonly answer: DraftCheck }
  try: {
    readonly ask: { readonly definition: RuleDefinition; readonly input: TrialInput }
    readonly answer: Trial | { readonly unreadable: string }
  }
  replay: {
    readonly ask: { readonly definition: RuleDefinition; readonly traces: readonly PastTrace[] }
    readonly answer: readonly PastOutcome[]
  }
}
export type QuestionKind = keyof Questions

export type ToWorker =
  | { readonly kind: 'rules'; readonly stored: StoredRules }
  | { [Kind in QuestionKind]: { readonly kind: Kind; readonly id: number } & Questions[Kind]['ask'] }[QuestionKind]

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Questions[QuestionKind]['answer'] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
