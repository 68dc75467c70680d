import type { RecordOutcome, TraceEntry } from '@agentsentry/pipeline'
import { idempotencyWindowMs } from '@agentsentry/pipeline/ports'
import type { Database, Statement } from 'better-sqlite3'
import type { Insertable, Selectable } from 'kysely'
import { writeAudit } from '../store-sql/audit.ts'
import type { AuditLogTable, IdempotencyKeyTable, OutboxTable, TraceTable } from '../store-sql/schema.ts'
import { readTrace, writeTrace } from '../store-sql/traces.ts'

/**
 * Writes traces through statements that are prepared once: a query builder's work for each row would cost more than
 * the row.
 */
export class TraceWriter {
  /** Writes all entries in one transaction; throws, and has written none, when that fails. Returns once it is on disk. */
  readonly writeAll: (entries: readonly TraceEntry[]) => RecordOutcome[]

  readonly #sessionExists: Statement<[string], { id: string }>
  readonly #findKey: Statement<[string], Selectable<IdempotencyKeyTable>>
  readonly #findTrace: Statement<[string], Selectable<TraceTable>>
  readonly #forgetKey: Statement<[string]>
  readonly #insertTrace: Statement<[TraceTable]>
  readonly #insertOutbox: Statement<[OutboxTable]>
  readonly #insertAudit: Statement<[Insertable<AuditLogTable>]>
  readonly #insertKey: Statement<[IdempotencyKeyTable]>

  constructor(sqlite: Database) {
    this.#sessionExists = sqlite.prepare('select id from sessions where id = ?')
    this.#findKey = sqlite.prepare('select * from idempotency_keys where key = ?')
    this.#findTrace = sqlite.prepare('select * from traces where id = ?')
    this.#forgetKey = sqlite.prepare('delete from idempotency_keys where key = ?')
    this.#insertTrace = sqlite.prepare(
      `insert into traces (id, session_id, role, phase, tool, content, decision, reasons,
       rules_ran, rules_out_of_scope, rules_not_evaluated, rule_set, created_at, shadow, rules_shadow, evaluation_us)
       values (@id, @session_id, @role, @phase, @tool, @content, @decision, @reasons,
       @rules_ran, @rules_out_of_scope, @rules_not_evaluated, @rule_set, @created_at, @shadow, @rules_shadow,
       @evaluation_us)`,
    )
    this.#insertOutbox = sqlite.prepare('insert into outbox values (@trace_id, @created_at)')
    this.#insertAudit = sqlite.prepare(
      `insert into audit_logs (actor, action, target_type, target_id, details, created_at)
       values (@actor, @action, @target_type, @target_id, @details, @created_at)`,
    )
    this.#insertKey = sqlite.prepare(
      'insert into idempotency_keys values (@key, @body_hash, @trace_id, @session_id, @created_at)',
    )
    const transaction = sqlite.transaction((entries: readonly TraceEntry[]) =>
      entries.map((entry) => this.#write(entry)),
    )
    this.writeAll = transaction.immediate
  }

  #write({ trace, audit, idempotency }: TraceEntry): RecordOutcome {
    if (idempotency !== null) {
      const earlier = this.#earlierUse(idempotency, trace.createdAtMs)
      if (earlier !== null) return earlier
    }
    if (this.#sessionExists.get(trace.sessionId) === undefined) return { kind: 'session-unknown' }
    this.#insertTrace.run(writeTrace(trace))
    this.#insertOutbox.run({ trace_id: trace.id, created_at: trace.createdAtMs })
    if (audit !== null) this.#insertAudit.run(writeAudit(audit, trace.createdAtMs))
    if (idempotency !== null) {
      this.#insertKey.run({
        key: idempotency.key,
        body_hash: idempotency.bodyHash,
        trace_id: trace.id,
        session_id: trace.sessionId,
        created_at: trace.createdAtMs,
      })
    }
    return { kind: 'recorded' }
  }

  /** What this key stands for already. One that has outlived its time stands for nothing and is forgotten. */
  #earlierUse({ key, bodyHash }: { key: string; bodyHash: string }, nowMs: number): RecordOutcome | null {
    const row = this.#findKey.get(key)
    if (row === undefined) return null
    if (row.created_at <= nowMs - idempotencyWindowMs) {
      this.#forgetKey.run(key)
      return null
    }
    const trace = row.body_hash === bodyHash ? this.#findTrace.get(row.trace_id) : undefined
    return trace === undefined ? { kind: 'key-reused' } : { kind: 'replayed', trace: readTrace(trace) }
  }
}
