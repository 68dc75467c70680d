import type { StepFilter } from '#timeline/step-filter.ts'
import type { PageProblem } from '../../../../page-problem.ts'
import type { StepsAnswer } from './steps-answer.ts'
import { type Position, stepsPath } from './steps-request.ts'

export type StepsOutcome =
  | { readonly ok: true; readonly value: StepsAnswer }
  | { readonly ok: false; readonly problem: PageProblem }

/** Steps from the server of this page. Whatever goes wrong comes back as a problem. */
export async function fetchSteps(sessionId: string, position: Position, filter: StepFilter): Promise<StepsOutcome> {
  try {
    const response = await fetch(stepsPath(sessionId, position, filter), { cache: 'no-store' })
    const body: unknown = await response.json()
    if (response.ok) return { ok: true, value: body as StepsAnswer }
    return { ok: false, problem: body as PageProblem }
  } catch {
    return { ok: false, problem: { kind: 'unreachable', detail: 'The dashboard did not answer.' } }
  }
}
