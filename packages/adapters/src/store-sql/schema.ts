import type { Generated } from 'kysely'

/**
 * Tables as both databases hold them. Times are milliseconds since the epoch, booleans 0 or 1, and JSON is text: what
 * was written is what is read, byte for byte.
 */
export interface Schema {
  projects: ProjectTable
  api_keys: KeyTable
  sessions: SessionTable
  session_tags: SessionTagTable
  session_decisions: SessionDecisionTable
  traces: TraceTable
  outbox: OutboxTable
  checks: CheckTable
  judge_spend: JudgeSpendTable
  deliveries: DeliveryTable
  idempotency_keys: IdempotencyKeyTable
  rules: RuleTable
  rule_sets: RuleSetTable
  audit_logs: AuditLogTable
  audit_seals: AuditSealTable
  audit_checkpoints: AuditCheckpointTable
  audit_unsealed: AuditUnsealedTable
  trace_tallies: TraceTallyTable
  tally_watermark: TallyWatermarkTable
  session_tools: SessionToolTable
  session_rules: SessionRuleTable
}

export interface ProjectTable {
  id: string
  name: string
  created_at: number
}

export interface KeyTable {
  id: string
  project_id: string
  name: string
  role: string
  /** The beginning of the key, by which a person knows it again. */
  prefix: string
  /** SHA-256 of the whole key, in hex. */
  hash: string
  rate_limit: number | null
  created_at: number
  expires_at: number | null
  revoked_at: number | null
}

export interface SessionTable {
  id: string
  project_id: string
  title: string | null
  agent: string | null
  user_id: string | null
  metadata: string
  created_at: number
  /** Null where the store's own retention holds. */
  retention_days: number | null
  /** Since when tool calls are blocked, and the trace that was raised to `block`; null when they are not. */
  quarantined_at: number | null
  quarantined_by: string | null
}

/** Which decisions a session holds, so that sessions can be found by them. `allow` is not kept: almost all hold it. */
interface SessionDecisionTable {
  project_id: string
  session_id: string
  decision: string
}

interface SessionTagTable {
  project_id: string
  session_id: string
  position: number
  tag: string
}

export interface TraceTable {
  id: string
  project_id: string
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
  /** The reason of the judge that raised the decision, as JSON. */
  elevation: string | null
  masked: number
}

/** Work that waits: claimed by whoever has the lease, until it is due again. */
export interface LeasedTable {
  id: string
  project_id: string
  created_at: number
  /** When it may be claimed. A claim moves it to the end of the lease. */
  due_at: number
  attempts: number
  lease_token: string | null
  state: string
  /** Why it failed the last time. */
  cause: string | null
}

/** Checks that wait for a judge: one row a trace, under the trace's id, removed when the check is done. */
export type OutboxTable = LeasedTable

/** Checks that were made. A trace has one at most, so no result is applied twice. */
interface CheckTable {
  trace_id: string
  project_id: string
  session_id: string
  outcome: string
  raised: number
  model: string
  explanation: string
  categories: string
  prompt_tokens: number | null
  completion_tokens: number | null
  cost_usd: number | null
  latency_ms: number
  attempts: number
  cached: number
  content_hash: string
  created_at: number
}

/** What judges have cost on one day (UTC). */
interface JudgeSpendTable {
  day: string
  project_id: string
  cost_usd: number
  checks: number
  prompt_tokens: number
  completion_tokens: number
}

/** What somebody outside is to be told. The id names what happened, so that it is told once. */
export interface DeliveryTable extends LeasedTable {
  kind: string
  payload: string
}

export interface IdempotencyKeyTable {
  project_id: string
  key: string
  body_hash: string
  trace_id: string
  session_id: string
  created_at: number
}

export interface RuleTable {
  id: Generated<number>
  project_id: string
  name: string
  /** All that decides what the rule means, name and switch included. */
  definition: string
  created_at: number
  updated_at: number
}

/** Every rule set that ever judged, so that a recorded trace can be explained by the rules of its time. */
export interface RuleSetTable {
  number: Generated<number>
  project_id: string
  hash: string
  definitions: string
  created_at: number
  /** Who made it; null where that is not known. */
  actor: string | null
}

export interface AuditLogTable {
  id: Generated<number>
  project_id: string
  actor: string
  action: string
  target_type: string
  target_id: string
  details: string
  created_at: number
}

/** The chain over the audit log, in the order of `seq`. */
interface AuditSealTable {
  seq: number
  entry_id: number
  hash: string
}

/** The Merkle root over the first `seq` seals. */
export interface AuditCheckpointTable {
  seq: number
  head: string
  root: string
  /** Roots of the whole subtrees, largest first, as JSON. */
  frontier: string
  public_key: string | null
  signature: string | null
  created_at: number
}

/** Entries that have no seal yet. A trigger of `audit_logs` writes them. */
interface AuditUnsealedTable {
  entry_id: number
}

/** How many traces of one kind came in from a time on, for a minute, an hour or a day. */
export interface TraceTallyTable {
  project_id: string
  step: string
  /** What `name` is the name of: see `TallyKind`. */
  kind: string
  starts_at: number
  name: string
  decision: string
  traces: number
  /** When the newest of them came in. */
  last_at: number
}

/** Up to where traces are tallied: one row, locked by whoever tallies. */
interface TallyWatermarkTable {
  counted: string
  after_id: string
}

/** Which tools a session has called, so that it can be found by them. Written when its traces are tallied. */
interface SessionToolTable {
  project_id: string
  tool: string
  session_id: string
}

/** Rules that gave a reason in a session, or would have. Written when its traces are tallied. */
interface SessionRuleTable {
  project_id: string
  rule: string
  session_id: string
}
