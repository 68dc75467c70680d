import type { Decision, Phase, ProblemCode } from '@agentsentry/contract'

/** A rule that had something to say of a trace. In shadow it decided nothing. */
export interface RuleHit {
  readonly rule: string
  readonly mode: 'enforced' | 'shadow'
}

export interface CheckedTraceFigures {
  readonly decision: Decision
  readonly phase: Phase
  readonly ruleHits: readonly RuleHit[]
  /** What the engine took, in microseconds; null where it was not measured. */
  readonly evaluationUs: number | null
  /** From handing the trace to the store until it was on disk, in milliseconds. */
  readonly commitMs: number
}

/** A verdict that was reached where the step was taken, beside the server's own on the same trace. */
export interface ComparedVerdictFigures {
  /** `stronger`: the server would have stopped more. */
  readonly server: 'agreed' | 'stronger' | 'weaker'
  /** Whether both were reached by the same rule set. */
  readonly sameRuleSet: boolean
}

export interface AnsweredRequestFigures {
  readonly method: string
  /** The pattern of the route (`/traces/:id`), never the path that was asked for; `unmatched` where there is none. */
  readonly route: string
  readonly status: number
  /** Not a number where the answer had no end of its own. */
  readonly durationMs: number
  /** The code of the problem that it was answered with; null where there was none. */
  readonly problem: ProblemCode | null
}

export interface FinishedCheckFigures {
  /** `agreed`: the decision stays; `raised`: it went up; `unavailable`: the judge had no opinion this time. */
  readonly outcome: 'agreed' | 'raised' | 'unavailable'
  /** An earlier opinion of equal content was taken; nobody was asked. */
  readonly cached: boolean
  readonly latencyMs: number
  readonly costUsd: number | null
  readonly promptTokens: number | null
  readonly completionTokens: number | null
}

export interface FinishedDeliveryFigures {
  readonly kind: string
  /** `postponed` is tried again, `dead` is not. */
  readonly outcome: 'delivered' | 'postponed' | 'dead'
  readonly latencyMs: number
}

/**
 * Counts what happens. Methods are called on the hot path: they take a microsecond or two, do no I/O, and never throw. A
 * figure that is not a number, or is negative, is left out.
 */
export interface Meters {
  traceChecked(figures: CheckedTraceFigures): void
  verdictCompared(figures: ComparedVerdictFigures): void
  requestAnswered(figures: AnsweredRequestFigures): void
  checkFinished(figures: FinishedCheckFigures): void
  deliveryFinished(figures: FinishedDeliveryFigures): void
}

/** Counts nothing: for the command line and for tests. */
export const noMeters: Meters = {
  traceChecked: () => {},
  verdictCompared: () => {},
  requestAnswered: () => {},
  checkFinished: () => {},
  deliveryFinished: () => {},
}
