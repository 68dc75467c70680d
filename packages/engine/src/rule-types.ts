import type { RuleType } from '@agentsentry/contract'
import type { Matcher } from './matcher.ts'
import { compilePhrases } from './phrases/compile-phrases.ts'
import { compileRegex } from './regex/compile-regex.ts'

/** Every rule type with its compiler. A compiler throws `CompileError` for a pattern that it does not accept. */
export const ruleTypes: Readonly<Record<RuleType, (pattern: string) => Matcher>> = {
  regex: compileRegex,
  nlp: compilePhrases,
}
