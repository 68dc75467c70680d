import type { RuleType } from '@agentsentry/contract'
import { compilePhrases } from './phrase-matcher.ts'
import { compileRegex } from './regex-matcher.ts'
import type { Match, ScannedText } from './scanned-text.ts'

/** Finds where a rule matches. Pure: the same text gives the same match, in time linear in its length. */
export interface Matcher {
  /** The leftmost match, or null. Throws when the text could not be searched; that is not the same as no match. */
  find(text: ScannedText): Match | null
}

/** Every rule type with its compiler. A compiler throws `CompileError` for a pattern that it does not accept. */
export const matcherCompilers: Readonly<Record<RuleType, (pattern: string) => Matcher>> = {
  regex: compileRegex,
  nlp: compilePhrases,
}
