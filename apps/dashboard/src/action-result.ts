import type { ProblemIssue } from '@agentsentry/contract'

/** What a Server Action answers: what came of it, or why it was refused, in words for the person who asked. */
export type ActionResult<Value = null> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false
      readonly message: string
      /** The API's code, or `unreachable`, `forbidden`, `input_invalid`. */
      readonly code: string
      /** Faults by field, where the API named them. */
      readonly errors: readonly ProblemIssue[]
    }
