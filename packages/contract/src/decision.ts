import { z } from 'zod'

/** Every decision, weakest first. The order is the meaning: the strongest among the rules that matched wins. */
export const decisions = ['allow', 'warn', 'redact', 'ask', 'block'] as const

export const decisionSchema = z.enum(decisions)
export type Decision = z.infer<typeof decisionSchema>

const strength: ReadonlyMap<string, number> = new Map(decisions.map((decision, index) => [decision, index]))

/** Position in {@link decisions}. A decision that this version does not know counts as `block`. */
export function decisionStrength(decision: string): number {
  return strength.get(decision) ?? decisions.length - 1
}

/** The stronger of two decisions; the first when they are equal. */
export function strongerDecision(left: Decision, right: Decision): Decision {
  return decisionStrength(right) > decisionStrength(left) ? right : left
}

export const severitySchema = z.enum(['info', 'warning', 'critical'])
export type Severity = z.infer<typeof severitySchema>
