import { phaseOf } from '@agentsentry/contract'
import { compileRuleSet } from '../compile.ts'
import { evaluate } from '../evaluate.ts'
import { emptyMemory, remember } from '../views/session-memory.ts'
import type { FrontDoor } from './run-cases.ts'

/** The engine alone: nothing is recorded. */
export const engineDoor: FrontDoor = {
  openSession: async (rules) => {
    const { ruleSet } = compileRuleSet(rules, { number: 1, hash: 'cases' })
    let session = emptyMemory
    return {
      check: async ({ role, content }) => {
        const phase = phaseOf(role, content)
        const verdict = evaluate(ruleSet, { phase, content, session })
        session = remember(session, { phase, content })
        return verdict
      },
    }
  },
}
