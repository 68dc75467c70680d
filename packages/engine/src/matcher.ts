import type { Starts } from './literals/starts.ts'
import type { Needs } from './regex/needs.ts'

/** A match within a text, `[start, end)` in UTF-16 code units. */
export interface Match {
  readonly start: number
  readonly end: number
}

/** Told before a text is searched how many steps that may take at worst; it throws when that is too many. */
export type Permit = (steps: number) => void

/** Finds where a rule matches. Pure: the same text gives the same match, in time linear in its length. */
export interface Matcher {
  /**
   * The leftmost match that begins at `from` or behind, or null. `starts`, where given, holds every place where a match may
   * begin. Throws when the text could not be searched; that is not the same as no match.
   */
  find(text: string, from: number, starts: Starts | null, permit: Permit): Match | null
  /** What a text must hold for a match; null where nothing is known that is rare enough to be worth looking for. */
  readonly needs: Needs | null
  /** What runs it, and why not something faster. */
  readonly executor: 'v8' | 're2js' | 'phrases'
  readonly executorReason: string | null
  /** The tokens of each phrase, in lower case, for a rule that is made of phrases. */
  readonly phrases: readonly (readonly string[])[] | null
}
