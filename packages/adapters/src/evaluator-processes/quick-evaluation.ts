import { emptyMemory, evaluate, maskSecrets, type RuleSet, remember } from '@agentsentry/engine'
import type { Evaluation, SerializedFacts } from '@agentsentry/pipeline'

/** Content of more characters is never judged on the caller's thread. */
const quickContentLength = 16 * 1024

/** After so much work no further search is begun on the caller's thread. */
const quickMs = 4

/**
 * Steps that one search may take there at worst. RE2's NFA was measured at up to 50 ns for one instruction on one
 * character, for which the engine reckons two steps: that is 10 ms. What is proved quick for V8 reckons none.
 */
const quickSteps = 400_000

/** How often a trace is tried on the caller's thread that rules are late for because they are met for the first time. */
const mostTries = 3

const notQuick = Symbol('not quick')

/** Milliseconds, with fractions. */
export interface QuickClock {
  /** Since some moment. Asked at every step, so it must cost next to nothing. */
  nowMs(): number
  /** Processor time that this thread has used: on a loaded machine it may stand still for long while `nowMs` goes on. */
  workedMs(): number
}

export interface QuickOptions extends QuickClock {
  /** Whether what may be stored is worked out as well. */
  readonly masksSecrets?: boolean
}

export const systemClock: QuickClock = {
  nowMs: () => performance.now(),
  workedMs: () => {
    // Before Node 23.9 only that of all threads can be told.
    const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage()
    return (user + system) / 1000
  },
}

/**
 * Judges on the caller's thread, or gives up, with null, as soon as that may take long. What was done until then is
 * thrown away: the verdict is the same wherever it is reached.
 *
 * A rule makes what it searches with when it is first needed, which may take longer than a trace may. That stays, so the
 * trace is tried again, after whatever else waits.
 */
export function evaluateQuickly(
  ruleSet: RuleSet,
  facts: SerializedFacts,
  options: QuickOptions = systemClock,
): Evaluation | null | Promise<Evaluation | null> {
  if (facts.contentJson.length > quickContentLength) return null
  const attempt = new Attempt(options)
  const evaluation = attempt.run(ruleSet, facts)
  return evaluation === null && attempt.wasHeldUpByRules ? tryAgain(ruleSet, facts, attempt, options) : evaluation
}

/** As long as each attempt gets further than the one before: else it is the trace that is costly. */
async function tryAgain(
  ruleSet: RuleSet,
  facts: SerializedFacts,
  first: Attempt,
  options: QuickOptions,
): Promise<Evaluation | null> {
  let last = first
  for (let left = mostTries - 1; left > 0; left--) {
    await new Promise(setImmediate)
    const next = new Attempt(options)
    const evaluation = next.run(ruleSet, facts)
    if (evaluation !== null) return evaluation
    if (!next.wasHeldUpByRules || next.places <= last.places) return null
    last = next
  }
  return null
}

/** One try, which ends before it takes long. */
class Attempt {
  readonly #clock: QuickClock
  readonly #masksSecrets: boolean
  /** How many rules and readings it came to. */
  places = 0
  /** True when it gave up for want of time, and spent most of it on rules and not on reading the trace. */
  wasHeldUpByRules = false

  constructor(options: QuickOptions) {
    this.#clock = options
    this.#masksSecrets = options.masksSecrets ?? false
  }

  run(ruleSet: RuleSet, facts: SerializedFacts): Evaluation | null {
    const { phase, content, session } = facts
    try {
      const verdict = evaluate(ruleSet, facts, { progress: this.#watch() })
      // Few traces have anything to mask; those that do may take as long again.
      const masked = maskSecrets(ruleSet, facts, verdict, {
        keepsSecrets: !this.#masksSecrets,
        progress: this.#watch(),
      })
      return { verdict, memory: remember(session ?? emptyMemory, { phase, content }), masked }
    } catch (error) {
      if (error === notQuick) return null
      throw error
    }
  }

  /** Counts from its first call on: asking the thread for its time costs a call of the system, and most mask nothing. */
  #watch(): (ruleIndex: number, steps?: number) => void {
    const clock = this.#clock
    let beganMs = Number.NaN
    let startedMs = 0
    let lateMs = 0
    let lastMs = 0
    let isAtRule = false
    let inRulesMs = 0
    return (ruleIndex, steps = 0) => {
      const nowMs = clock.nowMs()
      if (Number.isNaN(beganMs)) {
        beganMs = clock.workedMs()
        startedMs = lastMs = nowMs
        lateMs = startedMs + quickMs
      }
      if (isAtRule) inRulesMs += nowMs - lastMs
      lastMs = nowMs
      isAtRule = ruleIndex >= 0
      if (steps > quickSteps) throw notQuick
      if (nowMs > lateMs) {
        const leftMs = quickMs - (clock.workedMs() - beganMs)
        if (leftMs <= 0) {
          this.wasHeldUpByRules = inRulesMs > (nowMs - startedMs) / 2
          throw notQuick
        }
        lateMs = nowMs + leftMs
      }
      this.places++
    }
  }
}
