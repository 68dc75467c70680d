import type { Evaluated } from '../evaluated.ts'
import type { Step } from '../step.ts'

/** What is stored and answered of a step. */
export interface Storable {
  readonly step: Step
  readonly judgement: Evaluated
  /** How many places of the content were masked. */
  readonly masked: number
}

/**
 * Puts what may be stored in the place of what came in: from here on nothing knows the secrets that were found. The
 * decision stays; the name of the tool stands beside the content as well, and is masked with it.
 */
export function mask(step: Step, evaluated: Evaluated): Storable {
  const { masked, verdict } = evaluated
  if (masked === null) return { step, judgement: evaluated, masked: 0 }
  const { content, contentJson, reasons, shadow, count } = masked
  const tool = step.tool !== null && typeof content.tool === 'string' ? content.tool : step.tool
  return {
    step: { ...step, tool, content, contentJson },
    judgement: { ...evaluated, verdict: { ...verdict, reasons, shadow } },
    masked: count,
  }
}
