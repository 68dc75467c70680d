import { type Content, type NewTrace, type Phase, phaseOf, type Role } from '@agentsentry/contract'
import type { Ids } from '../ports.ts'

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
  readonly createdAtMs: number
}

export function ingest({ session_id, role, content }: NewTrace, ids: Ids): Step {
  const { id, timeMs } = ids.next()
  const tool = role === 'tool' && typeof content.tool === 'string' ? content.tool : null
  return { id, sessionId: session_id, role, phase: phaseOf(role, content), tool, content, createdAtMs: timeMs }
}
