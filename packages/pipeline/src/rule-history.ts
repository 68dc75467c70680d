import type { RuleVersion } from '@agentsentry/contract'
import type { RuleStore } from './ports.ts'
import { isSame } from './rule-set-changes.ts'

const setsAtOnce = 50
/** A rule's past is looked for in so many of the newest sets. */
const mostSets = 1_000

/** What a rule of this name was, newest first. What stood unchanged over several sets is told once, by the first of them. */
export async function ruleHistory(store: RuleStore, name: string): Promise<RuleVersion[]> {
  const versions: RuleVersion[] = []
  let beforeNumber: number | undefined
  for (let seen = 0; seen < mostSets; seen += setsAtOnce) {
    const sets = await store.ruleSets({ limit: setsAtOnce, beforeNumber })
    for (const { number, createdAtMs, rules } of sets) {
      const definition = rules.find((rule) => rule.name === name)
      if (definition === undefined) continue
      const newer = versions.at(-1)
      const version = { rule_set: number, at: new Date(createdAtMs).toISOString(), definition }
      if (newer !== undefined && isSame(newer.definition, definition)) versions.pop()
      versions.push(version)
    }
    beforeNumber = sets.at(-1)?.number
    if (sets.length < setsAtOnce) break
  }
  return versions
}
