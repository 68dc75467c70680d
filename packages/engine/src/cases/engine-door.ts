import { phaseOf } from '@agentsentry/contract'
import { compileRuleSet } from '../compile.ts'
import { evaluate } from '../evaluate.ts'
import type { FrontDoor } from './run-cases.ts'

/** The engine alone: nothing is recorded. */
export const engineDoor: FrontDoor = {
  openSession: async (rules) => {
    const { ruleSet } = compileRuleSet(rules, { number: 1, hash: 'cases' })
    return { check: async ({ role, content }) => evaluate(ruleSet, { phase: phaseOf(role, content), content }) }
  },
}
