export const families = ['secrets', 'personal-data', 'shell', 'sql', 'injection'] as const
export type Family = (typeof families)[number]

/** What a family says of one of its rules. */
export interface Pattern {
  /** RE2 syntax of which V8 reads the same, once a leading `(?i)` has become a flag. */
  readonly pattern: string
  /** In lower case; every match holds one of them. Empty: the pattern has no usable literal. */
  readonly literals: readonly string[]
  /** Matches. */
  readonly example: string
  /** Begins like a match, with the literal where there is one, and is none. */
  readonly nearMiss: string
}

export interface BenchRule extends Pattern {
  readonly name: string
  readonly family: Family | 'unanchored'
}
