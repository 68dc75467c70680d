import type { NewSession, RuleDefinition, RulePatch } from '@agentsentry/contract'
import type {
  AuditEvent,
  AuditFilter,
  AuditPage,
  CheckRecord,
  IdRange,
  PageRequest,
  ProjectStore,
  RecordedTrace,
  RecordOutcome,
  RuleChangeAudit,
  RuleSetPage,
  SessionFilter,
  StatsRange,
  TraceEntry,
  TraceFilter,
} from '@agentsentry/pipeline'
import { selectAttention } from './attention.ts'
import { insertAudit, selectAudit } from './audit.ts'
import { selectCheckCosts } from './check-costs.ts'
import { retryCheck, retryDeadChecks, selectCheck, selectChecks } from './checks.ts'
import { selectAuditBetween, selectNewestAuditId, selectNewestTraceId, selectTracesBetween } from './events.ts'
import { selectRecentTraces } from './recent-traces.ts'
import { restoreRuleSet } from './restore-rule-set.ts'
import { selectRuleHits } from './rule-hits.ts'
import { selectRuleSet, selectRuleSetNumber, selectRuleSets } from './rule-sets.ts'
import { deleteRule, importRules, insertRule, seedRules, selectRuleSnapshot, updateRule } from './rules.ts'
import type { Scope } from './scope.ts'
import { selectSessions } from './session-listing.ts'
import { deleteSession, insertSession, releaseSession, selectSession } from './sessions.ts'
import { selectStats } from './stats.ts'
import { selectNeighbours, selectTrace, selectTraces } from './traces.ts'

/** Writes traces of any project, in bulk: each database has its own way. */
export type RecordTrace = (entry: ProjectEntry) => Promise<RecordOutcome>

export interface ProjectEntry extends TraceEntry {
  readonly projectId: string
}

/** One project's rows, in both databases alike. */
export class SqlProjectStore implements ProjectStore {
  readonly projectId: string
  readonly #scope: Scope
  readonly #record: RecordTrace

  constructor(scope: Scope, record: RecordTrace) {
    this.projectId = scope.projectId
    this.#scope = scope
    this.#record = record
  }

  record(entry: TraceEntry) {
    return this.#record({ ...entry, projectId: this.projectId })
  }

  trace(id: string) {
    return selectTrace(this.#scope, id)
  }

  traces(sessionId: string, page: PageRequest & { readonly order: 'asc' | 'desc' }) {
    return selectTraces(this.#scope, sessionId, page)
  }

  neighbours(trace: Pick<RecordedTrace, 'id' | 'sessionId'>) {
    return selectNeighbours(this.#scope, trace)
  }

  recentTraces(filter: TraceFilter, page: PageRequest) {
    return selectRecentTraces(this.#scope, filter, page)
  }

  createSession(session: NewSession, identity: { id: string; timeMs: number }) {
    return insertSession(this.#scope, session, identity)
  }

  session(id: string) {
    return selectSession(this.#scope, id)
  }

  sessions(filter: SessionFilter, page: PageRequest) {
    return selectSessions(this.#scope, filter, page)
  }

  deleteSession(id: string, audit: AuditEvent) {
    return deleteSession(this.#scope, id, audit)
  }

  releaseSession(id: string, actor: string) {
    return releaseSession(this.#scope, id, actor)
  }

  ruleSetNumber() {
    return selectRuleSetNumber(this.#scope)
  }

  ruleSnapshot() {
    return selectRuleSnapshot(this.#scope)
  }

  ruleSetByNumber(number: number) {
    return selectRuleSet(this.#scope, number)
  }

  ruleSets(page: RuleSetPage) {
    return selectRuleSets(this.#scope, page)
  }

  restoreRuleSet(number: number, actor: string) {
    return restoreRuleSet(this.#scope, number, actor)
  }

  createRule(rule: RuleDefinition, actor: string) {
    return insertRule(this.#scope, rule, actor)
  }

  updateRule(id: number, change: RulePatch, audit: RuleChangeAudit) {
    return updateRule(this.#scope, id, change, audit)
  }

  deleteRule(id: number, actor: string) {
    return deleteRule(this.#scope, id, actor)
  }

  importRules(rules: readonly RuleDefinition[], actor: string) {
    return importRules(this.#scope, rules, actor)
  }

  seedRules(rules: readonly RuleDefinition[]) {
    return seedRules(this.#scope, rules)
  }

  appendAudit(event: AuditEvent) {
    return insertAudit(this.#scope, event)
  }

  auditLogs(filter: AuditFilter, page: AuditPage) {
    return selectAudit(this.#scope, filter, page)
  }

  check(traceId: string) {
    return selectCheck(this.#scope, traceId)
  }

  checks(
    filter: { readonly state?: CheckRecord['state'] | undefined },
    page: { readonly limit: number; readonly beforeId?: string | undefined; readonly beforeMs?: number | undefined },
  ) {
    return selectChecks(this.#scope, filter, page)
  }

  retryCheck(traceId: string, actor: string, nowMs: number) {
    return retryCheck(this.#scope, { traceId, actor, nowMs })
  }

  retryDeadChecks(actor: string, nowMs: number) {
    return retryDeadChecks(this.#scope, { actor, nowMs })
  }

  stats(range: StatsRange) {
    return selectStats(this.#scope, range)
  }

  ruleHits(rules: readonly string[], nowMs: number) {
    return selectRuleHits(this.#scope, rules, nowMs)
  }

  attention(nowMs: number) {
    return selectAttention(this.#scope, nowMs)
  }

  checkCosts(fromDay: string) {
    return selectCheckCosts(this.#scope, fromDay)
  }

  tracesBetween(range: IdRange<string>) {
    return selectTracesBetween(this.#scope, range)
  }

  auditBetween(range: IdRange<number>) {
    return selectAuditBetween(this.#scope, range)
  }

  newestTraceId() {
    return selectNewestTraceId(this.#scope)
  }

  newestAuditId(beforeMs?: number) {
    return selectNewestAuditId(this.#scope, beforeMs)
  }
}
