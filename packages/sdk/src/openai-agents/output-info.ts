import type { Reason } from '@agentsentry/contract'
import type { EnforcementError } from '../errors.ts'

/** What is told of a denial beside what was denied. */
export interface OutputInfo {
  readonly message: string
  readonly decision: string
  readonly rules: readonly string[]
  /** Null when there was no verdict. */
  readonly traceId: string | null
}

export function outputInfoOf({ message, decision, reasons, traceId }: EnforcementError): OutputInfo {
  return { message, decision, rules: reasons.map(({ rule }) => rule), traceId }
}

/** Why something is denied in which rules only redact. */
export function whyNotRedacted(reasons: readonly Reason[]): string {
  return `redact, which a guardrail cannot do here, by ${reasons.map(({ rule }) => `\`${rule}\``).join(', ')}`
}
