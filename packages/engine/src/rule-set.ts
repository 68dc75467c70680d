import type { CompiledRule } from './compiled-rule.ts'
import type { LiteralScanner } from './literals/literal-scanner.ts'
import type { PhraseAutomaton } from './phrases/phrase-automaton.ts'
import type { Scopes } from './scopes.ts'

/** Compiled rules: immutable, numbered, with the hash of the rules that they were compiled from. */
export interface RuleSet {
  readonly number: number
  readonly hash: string
  /** Enabled rules, in the order of the store. */
  readonly rules: readonly CompiledRule[]
  /** Which of them look at a kind of step. */
  readonly scopes: Scopes
  /** Finds, in one pass over a text, the rules that may match it. */
  readonly scanner: LiteralScanner
  /** Finds, in one pass over a text, where the rules made of phrases match it. */
  readonly phrases: PhraseAutomaton
  readonly enabledCount: number
}
