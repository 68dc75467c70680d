import type { RuleDefinition } from '@agentsentry/contract'
import { type Compiled, compileInSteps, type RuleSet, type RuleSetIdentity } from '@agentsentry/engine'

/** How long compiling may hold up whatever else the process does. One step of it takes less. */
const sliceMs = 8

/**
 * Compiles a rule set beside other work: the event loop turns after each slice. Rules that did not change are taken over
 * from `previous`.
 */
export async function compileInSlices(
  rules: readonly RuleDefinition[],
  identity: RuleSetIdentity,
  previous: RuleSet | null,
): Promise<Compiled> {
  const steps = compileInSteps(rules, identity, previous)
  for (;;) {
    await new Promise(setImmediate)
    const untilMs = performance.now() + sliceMs
    do {
      const step = steps.next()
      if (step.done === true) return step.value
    } while (performance.now() < untilMs)
  }
}
