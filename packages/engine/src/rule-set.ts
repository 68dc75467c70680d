import type { Phase, RuleDefinition } from '@agentsentry/contract'
import type { Matcher } from './matcher.ts'
import type { ScannedText } from './scanned-text.ts'

/** A rule ready to run. */
export interface CompiledRule {
  readonly definition: RuleDefinition
  readonly matcher: Matcher
  /** False for every name when the rule does not look at that tool; null when it looks at any step. */
  readonly looksAtTool: ((name: string) => boolean) | null
  readonly fields: FieldScope | null
  /** Index of the gate that stands before the rule, or -1. */
  readonly gate: number
}

/** Tells of several rules at once whether any of them can match the text that they read. */
export interface Gate {
  opens(text: ScannedText): boolean
}

/** Which leaves of content a rule reads. Rules with the same `fields` share one scope, and so one scanned text. */
export interface FieldScope {
  readonly key: string
  readonly admits: (segments: readonly string[]) => boolean
}

/** Compiled rules: immutable, numbered, with the hash of the rules that they were compiled from. */
export interface RuleSet {
  readonly number: number
  readonly hash: string
  /** Enabled rules by the phase they look at, in the order of the store. */
  readonly byPhase: Readonly<Record<Phase, readonly CompiledRule[]>>
  readonly gates: readonly Gate[]
  readonly enabledCount: number
}
