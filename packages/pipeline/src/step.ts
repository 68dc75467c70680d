import type { Content, Phase, Role } from '@agentsentry/contract'

/** Who sent a trace, and with which promise not to send it twice. */
export interface Caller {
  readonly actor: string
  readonly idempotency: { readonly key: string; readonly bodyHash: string } | null
}

/** A trace that has been let in: named, timed, and of a known phase. Its time is the one inside its id. */
export interface Step {
  readonly id: string
  readonly sessionId: string
  readonly role: Role
  readonly phase: Phase
  readonly tool: string | null
  readonly content: Content
  /** Content as it is recorded. */
  readonly contentJson: string
  readonly createdAtMs: number
}
