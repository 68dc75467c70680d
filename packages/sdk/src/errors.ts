import type { Decision, ProblemIssue, Reason } from '@agentsentry/contract'

/**
 * Base of every error that the SDK raises on purpose. `code` is stable and for programs, `message` is for people.
 * Codes of its own: `option_invalid` (an option or argument cannot be used), `body_not_json` (a request body cannot be
 * written as JSON).
 */
export class AgentSentryError extends Error {
  readonly code: string

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AgentSentryError'
    this.code = code
  }
}

/**
 * The server read the request and refused it (HTTP 4xx). `code` is the server's own (`session_unknown`, `rule_invalid`, …),
 * or `http_STATUS` when the answer does not carry one; `errors` names every fault of a 422 by its place.
 */
export class ApiError extends AgentSentryError {
  readonly status: number
  readonly detail: string
  readonly errors: readonly ProblemIssue[]

  constructor(problem: { status: number; code: string; detail: string; errors: ProblemIssue[]; request: string }) {
    super(problem.code, `${problem.request} was refused with ${problem.status}: ${problem.detail}`)
    this.name = 'ApiError'
    this.status = problem.status
    this.detail = problem.detail
    this.errors = problem.errors
  }
}

export type UnavailableCode = 'connection_failed' | 'timed_out' | 'server_failed' | 'answer_unexpected'

/**
 * There is no answer that could be relied on: no connection, too slow, HTTP 5xx after all retries, or an answer that is not
 * the JSON expected (a proxy's page, a redirect, a verdict without a decision).
 */
export class UnavailableError extends AgentSentryError {
  declare readonly code: UnavailableCode
  /** HTTP status of the answer, when there was one. */
  readonly status: number | undefined

  constructor(code: UnavailableCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(code, message, options)
    this.name = 'UnavailableError'
    this.status = options.status
  }
}

/** Where a step was stopped: what somebody said to the model, what it said, the call of a tool, what the tool gave back. */
export type Stage = 'input' | 'output' | 'call' | 'result'

export interface Denial {
  /** Null for a message. */
  tool: string | null
  stage: Stage
  /** A decision that this version does not know is `block`; so is everything that could not be judged. */
  decision: Decision
  reasons: readonly Reason[]
  /** Id of the recorded trace; null when there was no verdict. */
  traceId: string | null
  /** True when there was no verdict at all: the server could not be reached, or refused the trace. */
  unavailable: boolean
}

/**
 * A message, a tool call, or what a tool gave back, was not let through. With stage `call` the tool has not run. With stage
 * `result` it has, and its result or error is not reachable from this error. `cause` is set only when there was no verdict: it
 * is the error met when asking for one.
 */
export class EnforcementError extends AgentSentryError implements Denial {
  declare readonly code: 'denied'
  readonly tool: string | null
  readonly stage: Stage
  readonly toolRan: boolean
  readonly decision: Decision
  readonly reasons: readonly Reason[]
  readonly traceId: string | null
  readonly unavailable: boolean

  constructor(denial: Denial, why: string, options: { cause?: unknown } = {}) {
    super('denied', `${whatIsDenied(denial)}: ${why}`, options)
    this.name = 'EnforcementError'
    this.tool = denial.tool
    this.stage = denial.stage
    this.toolRan = denial.stage === 'result'
    this.decision = denial.decision
    this.reasons = denial.reasons
    this.traceId = denial.traceId
    this.unavailable = denial.unavailable
  }
}

function whatIsDenied({ tool, stage }: Denial): string {
  switch (stage) {
    case 'input':
      return 'message to the model denied'
    case 'output':
      return 'message of the model withheld'
    case 'call':
      return `call of \`${tool}\` denied`
    case 'result':
      return `result of \`${tool}\` withheld`
  }
}
