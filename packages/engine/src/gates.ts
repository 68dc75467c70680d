import { joinPatterns } from './regex-gate.ts'
import type { CompiledRule, Gate } from './rule-set.ts'

type UngatedRule = Omit<CompiledRule, 'gate'>

/**
 * Puts gates before rules. Rules that read the same fields share gates, made of the pattern that each holds to be
 * necessary; a rule without one, or that fits into no gate, is always asked.
 */
export function placeGates(rules: readonly UngatedRule[]): { rules: CompiledRule[]; gates: Gate[] } {
  const gates: Gate[] = []
  const gateOf = new Map<UngatedRule, number>()
  for (const scope of new Set(rules.map((rule) => rule.fields))) {
    const gated = rules.filter((rule) => rule.fields === scope && rule.matcher.necessary !== null)
    const { joined, indexOf } = joinPatterns(gated.map((rule) => rule.matcher.necessary as string))
    for (const [index, rule] of gated.entries()) {
      const place = indexOf[index] ?? -1
      if (place >= 0) gateOf.set(rule, gates.length + place)
    }
    gates.push(...joined.map((regex): Gate => ({ opens: ({ text }) => regex.test(text) })))
  }
  return { rules: rules.map((rule) => ({ ...rule, gate: gateOf.get(rule) ?? -1 })), gates }
}
