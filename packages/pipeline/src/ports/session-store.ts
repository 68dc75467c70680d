import type { Decision, ListedSession, NewSession, Session, SessionDetail } from '@agentsentry/contract'
import type { AuditEvent } from './audit-store.ts'
import type { PageRequest } from './page-request.ts'

export interface SessionFilter {
  /** Part of the title, whatever its case. */
  readonly q?: string | undefined
  /** Sessions that hold a trace with this decision. */
  readonly decision?: Decision | undefined
  readonly agent?: string | undefined
  readonly tag?: string | undefined
  /** Sessions that called this tool. */
  readonly tool?: string | undefined
  /** Sessions in which a rule of this name gave a reason, or would have. */
  readonly rule?: string | undefined
  /** Sessions in quarantine. */
  readonly quarantined?: true | undefined
  /** Created at or after, and before. */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
}

/** The sessions of one project. */
export interface SessionStore {
  createSession(session: NewSession, identity: { id: string; timeMs: number }): Promise<Session>
  session(id: string): Promise<SessionDetail | null>
  /** Newest first, with what was decided in each. */
  sessions(filter: SessionFilter, page: PageRequest): Promise<ListedSession[]>
  /** Removes the session with all its traces and what belongs to them, and writes the audit entry, in one transaction. */
  deleteSession(id: string, audit: AuditEvent): Promise<boolean>
  /**
   * Lifts the quarantine and writes the audit entry, in one transaction. `not-quarantined` changes and writes nothing; null
   * when there is no such session.
   */
  releaseSession(id: string, actor: string): Promise<'released' | 'not-quarantined' | null>
}
