export type {
  Attention,
  AuditEntry,
  AuditHead,
  Check,
  CheckCost,
  CheckedTrace,
  CheckState,
  Content,
  Decision,
  Explanation,
  ImportAnswer,
  ImportPreview,
  ListedSession,
  Me,
  NewRule,
  NewSession,
  NewTrace,
  PlacedTrace,
  ProblemIssue,
  Reason,
  RecordedRules,
  RestoreOutcome,
  RetriedChecks,
  Role,
  Rule,
  RuleHits,
  RulePatch,
  RuleSetBundle,
  RuleSetSummary,
  RuleVersion,
  ServerEvent,
  Session,
  SessionDetail,
  Stats,
  Trace,
  TraceBatchAnswer,
  TraceEventData,
} from '@agentsentry/contract'
export { AgentSentryClient } from './client.ts'
export { Enforcer, type EnforcerCounters, type EnforcerOptions } from './enforcer.ts'
export {
  AgentSentryError,
  ApiError,
  type Denial,
  EnforcementError,
  type Stage,
  type UnavailableCode,
  UnavailableError,
} from './errors.ts'
export type { EventOptions } from './events.ts'
export type { Json } from './json.ts'
export type { AuditFilter, CheckFilter, Readiness, StatsRequest } from './overview-calls.ts'
export type { Page, PageRequest } from './page.ts'
export type { TaggedBundle } from './rule-calls.ts'
export type { Ruling } from './ruling.ts'
export type { NewBatchedTrace, SendOptions, SessionFilter, TraceFilter, TraceOrder } from './session-calls.ts'
export { toContent } from './snapshot.ts'
export { callStep, messageStep, resultStep, type Step } from './step.ts'
export { type Outcome, Tracer, type TracerOptions } from './tracer.ts'
export type { ClientOptions } from './transport.ts'
export { withheld, withheldText } from './withheld.ts'
