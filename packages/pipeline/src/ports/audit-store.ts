import type { AuditEntry } from '@agentsentry/contract'

/** Something that a person should be able to look up later. The store gives it an id and the time. */
export interface AuditEvent {
  readonly actor: string
  readonly action: string
  readonly targetType: string
  readonly targetId: string
  readonly details: Readonly<Record<string, unknown>>
}

export interface AuditFilter {
  readonly action?: string | undefined
  readonly targetType?: string | undefined
}

/** Ids of audit entries are numbers; otherwise as `PageRequest`. */
export interface AuditPage {
  readonly limit: number
  readonly beforeId?: number | undefined
  readonly beforeMs?: number | undefined
}

/** The audit log of one project. */
export interface AuditStore {
  appendAudit(event: AuditEvent): Promise<void>
  /** Newest first. */
  auditLogs(filter: AuditFilter, page: AuditPage): Promise<AuditEntry[]>
}
