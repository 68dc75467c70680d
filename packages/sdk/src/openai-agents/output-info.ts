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
