import type { Judge } from './judge.ts'
import type { Ruling } from './ruling.ts'
import type { Step } from './step.ts'

/**
 * An enforcer that asks about every step, in order, and stops none: for trying out rules before they bind. Nothing waits for
 * an answer; `onRuling` is told of each, and what it throws is passed over. The counters of `enforcer` say what it would have
 * denied. Give it one without `onAsk`, or people are asked about what happens anyway.
 */
export function shadow(enforcer: Judge, onRuling: (step: Step, ruling: Ruling) => unknown = () => {}): Judge {
  let last: Promise<unknown> = Promise.resolve()
  return {
    rule: async (step) => {
      last = last
        .then(() => enforcer.rule(step))
        .then((ruling) => onRuling(step, ruling))
        .catch(() => {})
      return { kind: 'pass', verdict: null }
    },
  }
}
