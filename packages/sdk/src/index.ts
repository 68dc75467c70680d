export type {
  AuditEntry,
  CheckedTrace,
  Content,
  Decision,
  Explanation,
  ImportAnswer,
  NewRule,
  NewSession,
  NewTrace,
  ProblemIssue,
  Reason,
  Role,
  Rule,
  RulePatch,
  Session,
  SessionDetail,
  Trace,
} from '@agentsentry/contract'
export {
  AgentSentryClient,
  type AuditFilter,
  type Readiness,
  type SendOptions,
  type SessionFilter,
  type TraceOrder,
} from './client.ts'
export { Enforcer, type EnforcerCounters, type EnforcerOptions } from './enforcer.ts'
export {
  AgentSentryError,
  ApiError,
  type Denial,
  EnforcementError,
  type UnavailableCode,
  UnavailableError,
} from './errors.ts'
export type { Json } from './json.ts'
export type { Page, PageRequest } from './page.ts'
export { toContent } from './snapshot.ts'
export { type Outcome, Tracer, type TracerOptions } from './tracer.ts'
export type { ClientOptions } from './transport.ts'
