import type { RuleSet } from '@agentsentry/engine'
import type { Evaluated } from '../evaluated.ts'
import type { Evaluation, Evaluator, Stopwatch } from '../ports.ts'
import type { SessionMemories } from '../session-memories.ts'
import type { Step } from '../step.ts'

interface EvaluatePorts {
  readonly evaluator: Evaluator
  readonly memories: SessionMemories
  readonly stopwatch: Stopwatch
  readonly ruleSet: RuleSet
}

/** Asks the rules, with what the session's earlier traces left. Almost always answers at once, without a promise. */
export function evaluate(
  { sessionId, phase, content, contentJson }: Step,
  { evaluator, memories, stopwatch, ruleSet }: EvaluatePorts,
): Evaluated | Promise<Evaluated> {
  return memories.inTurn(sessionId, (session) => {
    const startedUs = stopwatch.nowUs()
    const timed = (evaluation: Evaluation): Evaluated => ({
      verdict: evaluation.verdict,
      memory: evaluation.memory,
      masked: evaluation.masked,
      evaluationUs: Math.round(stopwatch.nowUs() - startedUs),
    })
    const evaluation = evaluator.evaluate(ruleSet, { phase, content, contentJson, session })
    return evaluation instanceof Promise ? evaluation.then(timed) : timed(evaluation)
  })
}
