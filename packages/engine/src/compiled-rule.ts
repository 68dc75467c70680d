import type { Phase, RuleDefinition } from '@agentsentry/contract'
import type { Matcher } from './matcher.ts'
import type { RuleFault } from './rule-fault.ts'

/** A rule ready to run. */
export interface CompiledRule {
  /** Its place in the rule set. */
  readonly index: number
  readonly definition: RuleDefinition
  readonly matcher: Matcher
  /** True when the scanner tells whether it may match; else it is asked about every text. */
  readonly isAnchored: boolean
  /** Found by the automaton of all phrases. */
  readonly isPhrases: boolean
  /** False for every name when the rule does not look at that tool; null when it looks at any step. */
  readonly looksAtTool: ((name: string) => boolean) | null
  readonly fields: FieldScope | null
  readonly exceptions: readonly CompiledException[]
  /** Why it cannot be evaluated; empty when it can. */
  readonly faults: readonly RuleFault[]
}

/** One entry of `unless`. What is null is not asked for. */
export interface CompiledException {
  readonly on: readonly Phase[] | null
  readonly looksAtTool: ((name: string) => boolean) | null
  readonly fields: FieldScope | null
  readonly matcher: Matcher | null
}

/** Which leaves of content a rule reads. Rules with the same `fields` share one scope, and so one scanned text. */
export interface FieldScope {
  readonly key: string
  readonly admits: (segments: readonly string[]) => boolean
}
