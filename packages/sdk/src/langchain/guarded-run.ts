import type { EnforcementError } from '../errors.ts'
import type { Judge } from '../judge.ts'
import { callStep, resultStep } from '../step.ts'

export interface GuardedRun<Result> {
  readonly enforcer: Judge
  readonly tool: string
  readonly args: unknown
  readonly run: (args: unknown) => Promise<Result>
  /** What is judged of a result. */
  readonly shown: (result: Result) => unknown
  /** The result with what rules left of what was shown; null when that cannot be done. */
  readonly rewritten: (result: Result, left: unknown) => Result | null
  readonly checkResult: boolean
  /** Asks a person about the call that is shown. Gives null for yes, else what the model is told. */
  readonly ask: (denial: EnforcementError, args: unknown) => string | null
  /** What the model is told in place of a result. */
  readonly refuse: (message: string) => Result
}

/** Judges a call, makes it, judges what it gave. A denial is a result that says so; an error of the tool that passes is thrown. */
export async function guardedRun<Result>(guarded: GuardedRun<Result>): Promise<Result> {
  const { enforcer, refuse } = guarded
  const { step, copy } = callStep(guarded.tool, guarded.args)
  const ruling = await enforcer.rule(step)
  if (ruling.kind === 'deny') return refuse(ruling.denial.message)
  if (ruling.kind === 'ask') {
    const refusal = guarded.ask(ruling.denial, step.content.args)
    if (refusal !== null) return refuse(refusal)
  }
  const call = ruling.kind === 'rewrite' ? { ...step, content: ruling.content } : step
  const outcome = await outcomeOf(guarded, ruling.kind === 'rewrite' ? ruling.content.args : copy)
  if (!guarded.checkResult) return given(outcome)
  const judged = 'error' in outcome ? outcome : { result: guarded.shown(outcome.result) }
  const result = await enforcer.rule(resultStep(call, judged))
  if (result.kind === 'pass') return given(outcome)
  if (result.kind !== 'rewrite') return refuse(result.denial.message)
  const left = 'error' in outcome ? null : guarded.rewritten(outcome.result, result.content.result)
  return left ?? refuse(`result of \`${guarded.tool}\` withheld: redact, which cannot be done exactly here`)
}

type Outcome<Result> = { readonly result: Result } | { readonly error: unknown }

async function outcomeOf<Result>({ run }: GuardedRun<Result>, args: unknown): Promise<Outcome<Result>> {
  try {
    return { result: await run(args) }
  } catch (error) {
    // The tool itself asks a person, and will be called again: there is no result yet.
    if (isInterrupt(error)) throw error
    return { error }
  }
}

function given<Result>(outcome: Outcome<Result>): Result {
  if ('error' in outcome) throw outcome.error
  return outcome.result
}

/** What LangGraph stops a run with until a person has answered. */
export function isInterrupt(error: unknown): boolean {
  return error instanceof Error && (error.name === 'GraphInterrupt' || error.name === 'NodeInterrupt')
}
