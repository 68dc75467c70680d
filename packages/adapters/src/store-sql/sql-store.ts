import type { NewSession, RuleDefinition, RulePatch } from '@agentsentry/contract'
import type {
  AuditEvent,
  AuditFilter,
  AuditPage,
  PageRequest,
  RecordOutcome,
  RuleChangeAudit,
  SessionFilter,
  Store,
  TraceEntry,
} from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import { insertAudit, selectAudit } from './audit.ts'
import { selectRuleSet, selectRuleSetNumber } from './rule-sets.ts'
import { deleteRule, importRules, insertRule, seedRules, selectRuleSnapshot, updateRule } from './rules.ts'
import type { Schema } from './schema.ts'
import { deleteSession, insertSession, selectSession, selectSessions } from './sessions.ts'
import { selectTrace, selectTraces } from './traces.ts'

/** Everything that both databases do alike. How traces are written in bulk is theirs: see `record` in each. */
export abstract class SqlStore implements Store {
  protected readonly db: Kysely<Schema>

  protected constructor(db: Kysely<Schema>) {
    this.db = db
  }

  abstract record(entry: TraceEntry): Promise<RecordOutcome>
  abstract close(): Promise<void>

  trace(id: string) {
    return selectTrace(this.db, id)
  }

  traces(sessionId: string, page: PageRequest & { readonly order: 'asc' | 'desc' }) {
    return selectTraces(this.db, sessionId, page)
  }

  createSession(session: NewSession, identity: { id: string; timeMs: number }) {
    return insertSession(this.db, session, identity)
  }

  session(id: string) {
    return selectSession(this.db, id)
  }

  sessions(filter: SessionFilter, page: PageRequest) {
    return selectSessions(this.db, filter, page)
  }

  deleteSession(id: string, audit: AuditEvent) {
    return deleteSession(this.db, id, audit)
  }

  ruleSetNumber() {
    return selectRuleSetNumber(this.db)
  }

  ruleSnapshot() {
    return selectRuleSnapshot(this.db)
  }

  ruleSetByNumber(number: number) {
    return selectRuleSet(this.db, number)
  }

  createRule(rule: RuleDefinition, actor: string) {
    return insertRule(this.db, rule, actor)
  }

  updateRule(id: number, change: RulePatch, audit: RuleChangeAudit) {
    return updateRule(this.db, id, change, audit)
  }

  deleteRule(id: number, actor: string) {
    return deleteRule(this.db, id, actor)
  }

  importRules(rules: readonly RuleDefinition[], actor: string) {
    return importRules(this.db, rules, actor)
  }

  seedRules(rules: readonly RuleDefinition[]) {
    return seedRules(this.db, rules)
  }

  appendAudit(event: AuditEvent) {
    return insertAudit(this.db, event)
  }

  auditLogs(filter: AuditFilter, page: AuditPage) {
    return selectAudit(this.db, filter, page)
  }

  async expireIdempotencyKeys(beforeMs: number) {
    const { numDeletedRows } = await this.db
      .deleteFrom('idempotency_keys')
      .where('created_at', '<', beforeMs)
      .executeTakeFirst()
    return Number(numDeletedRows)
  }

  async waitingChecks(limit: number) {
    const row = await this.db
      .selectFrom(({ selectFrom }) => selectFrom('outbox').select('trace_id').limit(limit).as('waiting'))
      .select((expression) => expression.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(row.count)
  }
}
