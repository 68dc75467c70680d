import type { RecordOutcome } from '@agentsentry/pipeline'
import { idempotencyWindowMs } from '@agentsentry/pipeline/ports'
import { quarantineEntry } from '@agentsentry/pipeline/quarantine'
import type { Database, Statement } from 'better-sqlite3'
import type { Insertable, Selectable } from 'kysely'
import { writeAudit } from '../store-sql/audit.ts'
import { writeIncident } from '../store-sql/deliveries.ts'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import type {
  AuditLogTable,
  DeliveryTable,
  IdempotencyKeyTable,
  OutboxTable,
  SessionTable,
  TraceTable,
} from '../store-sql/schema.ts'
import { readTrace, writeTrace } from '../store-sql/traces.ts'

/**
 * Writes traces through statements that are prepared once: a query builder's work for each row would cost more than
 * the row.
 */
export class TraceWriter {
  /** Writes all entries in one transaction; throws, and has written none, when that fails. Returns once it is on disk. */
  readonly writeAll: (entries: readonly ProjectEntry[]) => RecordOutcome[]

  readonly #findSession: Statement<[string, string], Pick<SessionTable, 'quarantined_at' | 'quarantined_by'>>
  readonly #findKey: Statement<[string, string], Selectable<IdempotencyKeyTable>>
  readonly #findTrace: Statement<[string], Selectable<TraceTable>>
  readonly #forgetKey: Statement<[string, string]>
  readonly #insertTrace: Statement<[TraceTable]>
  readonly #insertOutbox: Statement<[Pick<OutboxTable, 'id' | 'project_id' | 'created_at' | 'due_at'>]>
  readonly #insertDecision: Statement<[string, string, string]>
  readonly #insertIncident: Statement<[Insertable<DeliveryTable>]>
  readonly #insertAudit: Statement<[Insertable<AuditLogTable>]>
  readonly #insertKey: Statement<[IdempotencyKeyTable]>

  constructor(sqlite: Database) {
    this.#findSession = sqlite.prepare(
      'select quarantined_at, quarantined_by from sessions where id = ? and project_id = ?',
    )
    this.#findKey = sqlite.prepare('select * from idempotency_keys where project_id = ? and key = ?')
    this.#findTrace = sqlite.prepare('select * from traces where id = ?')
    this.#forgetKey = sqlite.prepare('delete from idempotency_keys where project_id = ? and key = ?')
    this.#insertTrace = sqlite.prepare(
      `insert into traces (id, project_id, session_id, role, phase, tool, content, decision, reasons,
       rules_ran, rules_out_of_scope, rules_not_evaluated, rule_set, created_at, shadow, rules_shadow, evaluation_us,
       elevation, masked)
       values (@id, @project_id, @session_id, @role, @phase, @tool, @content, @decision, @reasons,
       @rules_ran, @rules_out_of_scope, @rules_not_evaluated, @rule_set, @created_at, @shadow, @rules_shadow,
       @evaluation_us, @elevation, @masked)`,
    )
    this.#insertOutbox = sqlite.prepare(
      'insert into outbox (id, project_id, created_at, due_at) values (@id, @project_id, @created_at, @due_at)',
    )
    this.#insertDecision = sqlite.prepare(
      'insert or ignore into session_decisions (project_id, decision, session_id) values (?, ?, ?)',
    )
    this.#insertIncident = sqlite.prepare(
      `insert or ignore into deliveries (id, project_id, kind, payload, created_at, due_at)
       values (@id, @project_id, @kind, @payload, @created_at, @due_at)`,
    )
    this.#insertAudit = sqlite.prepare(
      `insert into audit_logs (project_id, actor, action, target_type, target_id, details, created_at)
       values (@project_id, @actor, @action, @target_type, @target_id, @details, @created_at)`,
    )
    this.#insertKey = sqlite.prepare(
      `insert into idempotency_keys (project_id, key, body_hash, trace_id, session_id, created_at)
       values (@project_id, @key, @body_hash, @trace_id, @session_id, @created_at)`,
    )
    const transaction = sqlite.transaction((entries: readonly ProjectEntry[]) =>
      entries.map((entry) => this.#write(entry)),
    )
    this.writeAll = transaction.immediate
  }

  #write(entry: ProjectEntry): RecordOutcome {
    const { projectId, trace, idempotency } = entry
    if (idempotency !== null) {
      const earlier = this.#earlierUse(projectId, idempotency, trace.createdAtMs)
      if (earlier !== null) return earlier
    }
    const session = this.#findSession.get(trace.sessionId, projectId)
    if (session === undefined) return { kind: 'session-unknown' }
    if (session.quarantined_at === null || trace.phase !== 'tool_call') {
      this.#insert(entry)
      return { kind: 'recorded' }
    }
    const blocked = { ...quarantineEntry(entry, session.quarantined_by), projectId }
    this.#insert(blocked)
    return { kind: 'quarantined', trace: blocked.trace }
  }

  #insert({ projectId, trace, audit, idempotency, check, incident }: ProjectEntry): void {
    const { id, createdAtMs } = trace
    this.#insertTrace.run(writeTrace(projectId, trace))
    if (trace.decision !== 'allow') this.#insertDecision.run(projectId, trace.decision, trace.sessionId)
    if (check) this.#insertOutbox.run({ id, project_id: projectId, created_at: createdAtMs, due_at: createdAtMs })
    if (audit !== null) this.#insertAudit.run(writeAudit(projectId, audit, createdAtMs))
    if (incident !== null) this.#insertIncident.run(writeIncident(projectId, incident, createdAtMs))
    if (idempotency !== null) {
      this.#insertKey.run({
        project_id: projectId,
        key: idempotency.key,
        body_hash: idempotency.bodyHash,
        trace_id: id,
        session_id: trace.sessionId,
        created_at: createdAtMs,
      })
    }
  }

  /** What this key stands for already. One that has outlived its time stands for nothing and is forgotten. */
  #earlierUse(
    projectId: string,
    { key, bodyHash }: { key: string; bodyHash: string },
    nowMs: number,
  ): RecordOutcome | null {
    const row = this.#findKey.get(projectId, key)
    if (row === undefined) return null
    if (row.created_at <= nowMs - idempotencyWindowMs) {
      this.#forgetKey.run(projectId, key)
      return null
    }
    const trace = row.body_hash === bodyHash ? this.#findTrace.get(row.trace_id) : undefined
    return trace === undefined ? { kind: 'key-reused' } : { kind: 'replayed', trace: readTrace(trace) }
  }
}
