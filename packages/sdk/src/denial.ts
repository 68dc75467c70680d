import type { CheckedTrace, Decision } from '@agentsentry/contract'
import { type Denial, EnforcementError } from './errors.ts'
import type { Ruling } from './ruling.ts'
import type { Step } from './step.ts'

export interface Found {
  readonly why: string
  readonly verdict?: CheckedTrace
  readonly unavailable?: boolean
  readonly cause?: unknown
}

/** Why a step is denied in which rules only redact. */
export const notExactly = 'redact, which cannot be done exactly here'

/** The error that says what was denied, and why, and nothing of what it was. */
export function denialOf({ tool, stage }: Step, { why, verdict, unavailable = false, cause }: Found): EnforcementError {
  const { reasons = [], id: traceId = null } = verdict ?? {}
  const decision: Decision = verdict?.decision === 'ask' || verdict?.decision === 'redact' ? verdict.decision : 'block'
  const denial: Denial = { tool, stage, decision, reasons, traceId, unavailable }
  const rules = reasons.map((reason) => `\`${reason.rule}\``).join(', ')
  return new EnforcementError(denial, `${why}${rules && ` by ${rules}`}`, { cause })
}

/** The denial of a step that may not be taken as it is, where it can be taken in no other way. */
export function denialIn(ruling: Exclude<Ruling, { kind: 'pass' }>, step: Step): EnforcementError {
  return ruling.kind === 'rewrite' ? denialOf(step, { verdict: ruling.verdict, why: notExactly }) : ruling.denial
}
