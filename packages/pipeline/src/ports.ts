import type {
  AuditEntry,
  Decision,
  ImportOutcome,
  NewSession,
  Phase,
  Role,
  Rule,
  RuleDefinition,
  RulePatch,
  RuleTally,
  RuleWarning,
  Session,
  SessionDetail,
} from '@agentsentry/contract'
import type {
  Facts,
  RuleFault,
  RuleSet,
  RulesDocumentFault,
  SessionMemory,
  TraceExplanation,
  Verdict,
} from '@agentsentry/engine'

/** Milliseconds since the Unix epoch. */
export interface Clock {
  nowMs(): number
}

/** Microseconds, with fractions, since some moment. It never goes back. */
export interface Stopwatch {
  nowUs(): number
}

/** What is to be judged, with the content as the JSON text under which it is recorded. */
export interface SerializedFacts extends Facts {
  readonly contentJson: string
}

/** What the rules say of one trace, and what it leaves for later traces of its session. */
export interface Evaluation {
  readonly verdict: Verdict
  readonly memory: SessionMemory
}

export interface Evaluator {
  /**
   * Judges by this rule set and no other, at once where that is quick, else elsewhere, so that no caller is held up by
   * more than a few milliseconds. A rule that takes too long or too much memory counts as not evaluated, with the cause.
   * Rejects with `overloaded` when too many wait already; nothing is judged then.
   */
  evaluate(ruleSet: RuleSet, facts: SerializedFacts): Evaluation | Promise<Evaluation>
}

/** Reads what may turn out to be costly, away from the caller. What takes too long is a fault. */
export interface RuleReader {
  /** Every fault of the rule; none means that it may be stored. Rejects with `overloaded`. */
  checkRule(rule: RuleDefinition): Promise<readonly RuleFault[]>
  /** The rules of a document, or every fault in it. Rejects with `overloaded`. */
  readDocument(yaml: string): Promise<RulesDocument>
}

/** A step of a session as it was recorded. */
export type RecordedStep = Pick<RecordedTrace, 'phase' | 'contentJson'>

export interface Explainer {
  /**
   * Judges a recorded step again, away from the caller, and tells of each rule what came of it. `earlier` are the steps of
   * its session before it, oldest first. Rejects with `overloaded` when too many wait, or when it takes too long.
   */
  explain(ruleSet: RecordedRuleSet, step: RecordedStep, earlier: readonly RecordedStep[]): Promise<TraceExplanation>
}

export interface RulesDocument {
  readonly rules: readonly RuleDefinition[]
  readonly faults: readonly RulesDocumentFault[]
  /** What is allowed in the rules and yet hardly meant. */
  readonly warnings: readonly RuleWarning[]
}

/** Ids are UUIDs of version 7. Those of one process sort in the order in which they were asked for. */
export interface Ids {
  next(): { id: string; timeMs: number }
}

/** A trace with its verdict, as the store keeps it. JSON stays the text that it was written as, byte for byte. */
export interface RecordedTrace {
  readonly id: string
  readonly sessionId: string
  readonly role: Role
  readonly phase: Phase
  /** Name of the tool; null for messages and for tool traces that name none. */
  readonly tool: string | null
  readonly contentJson: string
  readonly decision: Decision
  readonly reasonsJson: string
  /** Reasons that rules in shadow would have given. */
  readonly shadowJson: string
  readonly tally: RuleTally
  /** What evaluation took, in microseconds; null where it was not measured. */
  readonly evaluationUs: number | null
  readonly ruleSetNumber: number
  readonly createdAtMs: number
}

/** A trace that is on disk, and whether this request put it there or an earlier one with the same key. */
export interface Recorded {
  readonly trace: RecordedTrace
  readonly replayed: boolean
}

/** Something that a person should be able to look up later. The store gives it an id and the time. */
export interface AuditEvent {
  readonly actor: string
  readonly action: string
  readonly targetType: string
  readonly targetId: string
  readonly details: Readonly<Record<string, unknown>>
}

/** One request to record. `idempotency` is set when the caller sent a key. */
export interface TraceEntry {
  readonly trace: RecordedTrace
  readonly audit: AuditEvent | null
  readonly idempotency: { readonly key: string; readonly bodyHash: string } | null
}

export type RecordOutcome =
  | { readonly kind: 'recorded' }
  /** The key was used for the same body within its time: nothing was written, this is what was then. */
  | { readonly kind: 'replayed'; readonly trace: RecordedTrace }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'session-unknown' }

/** How long an idempotency key is remembered. */
export const idempotencyWindowMs = 24 * 60 * 60 * 1000

/** A page of a listing. `before` and `after` are ids that the page excludes; `limit` counts rows. */
export interface PageRequest {
  readonly limit: number
  readonly beforeId?: string | undefined
  readonly afterId?: string | undefined
  readonly beforeMs?: number | undefined
  readonly afterMs?: number | undefined
}

export interface TraceStore {
  /**
   * Writes trace, verdict, audit entry and outbox row in one transaction and resolves when they are on disk. Entries
   * are written in the order of the calls; concurrent calls may share a transaction. A key is looked up and written in
   * that same transaction, so of many equal requests one is recorded. Rejects with `store_unavailable` when nothing
   * was written.
   */
  record(entry: TraceEntry): Promise<RecordOutcome>
  trace(id: string): Promise<RecordedTrace | null>
  /** Newest first, or oldest first when `order` is `asc`. An unknown session has no traces. */
  traces(sessionId: string, page: PageRequest & { readonly order: 'asc' | 'desc' }): Promise<RecordedTrace[]>
}

export interface SessionFilter {
  /** Part of the title, whatever its case. */
  readonly q?: string | undefined
  /** Sessions that hold a trace with this decision. */
  readonly decision?: Decision | undefined
  readonly agent?: string | undefined
  readonly tag?: string | undefined
  /** Created at or after, and before. */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
}

export interface SessionStore {
  createSession(session: NewSession, identity: { id: string; timeMs: number }): Promise<Session>
  session(id: string): Promise<SessionDetail | null>
  /** Newest first. */
  sessions(filter: SessionFilter, page: PageRequest): Promise<Session[]>
  /** Removes the session with all its traces and what belongs to them, and writes the audit entry, in one transaction. */
  deleteSession(id: string, audit: AuditEvent): Promise<boolean>
}

/** The rules at one moment, with the number and hash under which they judge. */
export interface RuleSnapshot {
  readonly rules: readonly Rule[]
  readonly number: number
  readonly hash: string
}

/** A rule set as it judged, whatever became of its rules since. */
export interface RecordedRuleSet {
  readonly number: number
  readonly hash: string
  readonly rules: readonly RuleDefinition[]
}

/**
 * Each change writes the rules, the new rule set and the audit entry in one transaction. Methods that may collide with
 * another rule's name reject with `rule_name_taken`; those that name a rule by id answer null when there is none.
 */
export interface RuleStore {
  ruleSnapshot(): Promise<RuleSnapshot>
  /** Number of the newest rule set, 0 when there was none yet. Cheap enough to ask several times a second. */
  ruleSetNumber(): Promise<number>
  /** The set that has, or once had, this number; null when there never was one. Numbers are never given twice. */
  ruleSetByNumber(number: number): Promise<RecordedRuleSet | null>
  createRule(rule: RuleDefinition, actor: string): Promise<Rule>
  updateRule(id: number, change: RulePatch, audit: RuleChangeAudit): Promise<Rule | null>
  deleteRule(id: number, actor: string): Promise<boolean>
  /** Matches rules by name: all are written, or none. */
  importRules(rules: readonly RuleDefinition[], actor: string): Promise<ImportOutcome>
  /** Imports the rules if this store never held any. Later calls do nothing, even when all rules were deleted since. */
  seedRules(rules: readonly RuleDefinition[]): Promise<boolean>
}

export interface RuleChangeAudit {
  readonly actor: string
  readonly action: 'rule_update' | 'rule_toggle'
}

export interface AuditFilter {
  readonly action?: string | undefined
  readonly targetType?: string | undefined
}

/** Ids of audit entries are numbers; otherwise as {@link PageRequest}. */
export interface AuditPage {
  readonly limit: number
  readonly beforeId?: number | undefined
  readonly beforeMs?: number | undefined
}

export interface AuditStore {
  appendAudit(event: AuditEvent): Promise<void>
  /** Newest first. */
  auditLogs(filter: AuditFilter, page: AuditPage): Promise<AuditEntry[]>
}

export interface Housekeeping {
  /** Forgets idempotency keys that were first used before this time. Returns how many. */
  expireIdempotencyKeys(beforeMs: number): Promise<number>
  /** How many recorded traces wait for a judge, counted up to `limit`. */
  waitingChecks(limit: number): Promise<number>
}

/** Everything that keeps state. Every method rejects with `SentryError` `store_unavailable` when the store fails. */
export interface Store extends TraceStore, SessionStore, RuleStore, AuditStore, Housekeeping {
  /** Ends what is under way and closes. Nothing may be called afterwards. */
  close(): Promise<void>
}
