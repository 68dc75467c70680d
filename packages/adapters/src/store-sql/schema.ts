import type { Generated } from 'kysely'

/**
 * Tables as both databases hold them. Times are milliseconds since the epoch, booleans 0 or 1, and JSON is text: what
 * was written is what is read, byte for byte.
 */
export interface Schema {
  sessions: SessionTable
  session_tags: SessionTagTable
  traces: TraceTable
  outbox: OutboxTable
  idempotency_keys: IdempotencyKeyTable
  rules: RuleTable
  rule_sets: RuleSetTable
  audit_logs: AuditLogTable
}

export interface SessionTable {
  id: string
  title: string | null
  agent: string | null
  user_id: string | null
  metadata: string
  created_at: number
}

interface SessionTagTable {
  session_id: string
  position: number
  tag: string
}

export interface TraceTable {
  id: string
  session_id: string
  role: string
  phase: string
  tool: string | null
  content: string
  decision: string
  reasons: string
  rules_ran: number
  rules_out_of_scope: number
  rules_not_evaluated: number
  rule_set: number
  created_at: number
  shadow: string
  rules_shadow: number
  /** Null for traces that were recorded before it was measured. */
  evaluation_us: number | null
}

/** Work that a recorded trace still has before it: one row a trace, removed when the work is done. */
export interface OutboxTable {
  trace_id: string
  created_at: number
}

export interface IdempotencyKeyTable {
  key: string
  body_hash: string
  trace_id: string
  session_id: string
  created_at: number
}

export interface RuleTable {
  id: Generated<number>
  name: string
  /** All that decides what the rule means, name and switch included. */
  definition: string
  created_at: number
  updated_at: number
}

/** Every rule set that ever judged, so that a recorded trace can be explained by the rules of its time. */
interface RuleSetTable {
  number: Generated<number>
  hash: string
  definitions: string
  created_at: number
}

export interface AuditLogTable {
  id: Generated<number>
  actor: string
  action: string
  target_type: string
  target_id: string
  details: string
  created_at: number
}
