import type { Match, ScannedText } from './scanned-text.ts'

/** Finds where a rule matches. Pure: the same text gives the same match, in time linear in its length. */
export interface Matcher {
  /** The leftmost match, or null. Throws when the text could not be searched; that is not the same as no match. */
  find(text: ScannedText): Match | null
  /** An RE2 pattern that is found in every text in which this matcher finds something; null where none is known. */
  readonly necessary: string | null
}
