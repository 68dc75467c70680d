import { emptyMemory, evaluate, type RuleSet, remember } from '@agentsentry/engine'
import type { Evaluation, SerializedFacts } from '@agentsentry/pipeline'

/** Content of more characters is never judged on the caller's thread. */
const quickContentLength = 16 * 1024

/** After this long no further search is begun on the caller's thread. */
const quickMs = 4

/**
 * Steps that one search may take there at worst. RE2's NFA was measured at up to 50 ns for one instruction on one
 * character, for which the engine reckons two steps: that is 10 ms. What is proved quick for V8 reckons none.
 */
const quickSteps = 400_000

const notQuick = Symbol('not quick')

/**
 * Judges on the caller's thread, or gives up, with null, as soon as that may take long. What was done until then is
 * thrown away: the verdict is the same wherever it is reached.
 */
export function evaluateQuickly(ruleSet: RuleSet, facts: SerializedFacts): Evaluation | null {
  const { phase, content, contentJson, session } = facts
  if (contentJson.length > quickContentLength) return null
  const startedMs = performance.now()
  const progress = (_index: number, steps = 0) => {
    if (steps > quickSteps || performance.now() - startedMs > quickMs) throw notQuick
  }
  try {
    const verdict = evaluate(ruleSet, facts, { progress })
    return { verdict, memory: remember(session ?? emptyMemory, { phase, content }) }
  } catch (error) {
    if (error === notQuick) return null
    throw error
  }
}
