import type { Content, Phase } from '@agentsentry/contract'
import { evaluate, type Masked, maskSecrets, type RuleSet, type SessionMemory, type Verdict } from '@agentsentry/engine'

/** Steps that a search may take for each millisecond: RE2's NFA was measured at up to 50 ns for two of them. */
const stepsPerMs = 40_000

const tooCostly = Symbol('too costly')

interface Judged {
  readonly phase: Phase
  readonly content: Content
  readonly session: SessionMemory
}

export interface JudgeOptions {
  readonly limitMs: number
  /** Whether only what rules redact is masked, and not what secret rules match. */
  readonly keepsSecrets: boolean
}

export interface LocalVerdict {
  readonly verdict: Verdict
  /** What the server would show and record; null where nothing is masked. */
  readonly masked: Masked | null
}

/**
 * The engine's verdict; null when reaching it may take longer than `limitMs`, counted from the first rule that is tried.
 * Nothing here can end a search that is under way, so one that may take too long at worst is not begun.
 */
export function judgeLocally(
  ruleSet: RuleSet,
  facts: Judged,
  { limitMs, keepsSecrets }: JudgeOptions,
): LocalVerdict | null {
  const endMs = performance.now() + limitMs
  const mostSteps = limitMs * stepsPerMs
  const progress = (_ruleIndex: number, steps = 0) => {
    if (steps > mostSteps || performance.now() > endMs) throw tooCostly
  }
  try {
    const verdict = evaluate(ruleSet, facts, { progress })
    return { verdict, masked: maskSecrets(ruleSet, facts, verdict, { keepsSecrets, progress }) }
  } catch (error) {
    if (error === tooCostly) return null
    throw error
  }
}
