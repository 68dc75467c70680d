import { denialIn } from './denial.ts'
import type { EnforcementError } from './errors.ts'
import type { Judge } from './judge.ts'
import type { Ruling } from './ruling.ts'
import { callStep, resultStep } from './step.ts'

export interface GuardedCall<Args, Result> {
  readonly tool: string
  readonly args: Args
  readonly run: (args: Args) => Result | PromiseLike<Result>
  /** What has been said of this very call before, if anything has. */
  readonly ruling?: Ruling | undefined
  /** Whether a person has approved this very call, where one is to be asked. Default: nobody has. */
  readonly isApproved?: ((denial: EnforcementError, args: unknown) => boolean) | undefined
  /** Whether what the call comes to is judged. Default true. */
  readonly checkOutcome?: boolean | undefined
  /** What is judged of a result, and the result with what rules left of that. Default: all of it. */
  readonly shown?: ((result: Result) => unknown) | undefined
  readonly rewritten?: ((result: Result, left: unknown) => Result) | undefined
  /** Whether an error only stops the run until it goes on: such a one is thrown, and not judged. Default: none does. */
  readonly isPause?: ((error: unknown) => boolean) | undefined
}

/** What a call came to: what the tool gave or threw, where that passed, or why there is nothing of it. */
type GuardedOutcome<Result> =
  | { readonly result: Result }
  | { readonly error: unknown }
  | { readonly denial: EnforcementError }

/**
 * Makes a call that was judged and hands on what it came to, judged as well; frameworks ask people about calls in their own
 * way. Throws a denial, or what the tool threw.
 */
export async function guardedCall<Args, Result>(judge: Judge, call: GuardedCall<Args, Result>): Promise<Result> {
  const outcome = await guardedOutcome(judge, call)
  if ('denial' in outcome) throw outcome.denial
  if ('error' in outcome) throw outcome.error
  return outcome.result
}

/** The same for those who have to tell a denial from an error of the tool. */
export async function guardedOutcome<Args, Result>(
  judge: Judge,
  call: GuardedCall<Args, Result>,
): Promise<GuardedOutcome<Result>> {
  const { step, copy } = callStep(call.tool, call.args)
  const ruling = call.ruling ?? (await judge.rule(step))
  if (ruling.kind === 'deny') return { denial: ruling.denial }
  if (ruling.kind === 'ask' && call.isApproved?.(ruling.denial, step.content.args) !== true)
    return { denial: ruling.denial }
  const made = ruling.kind === 'rewrite' ? { ...step, content: ruling.content } : step
  const outcome = await outcomeOf(call, (ruling.kind === 'rewrite' ? ruling.content.args : copy) as Args)
  if (call.checkOutcome === false) return outcome
  const { shown = (result) => result, rewritten = (_, left) => left as Result } = call
  const given = resultStep(made, 'error' in outcome ? outcome : { result: shown(outcome.result) })
  const judged = await judge.rule(given)
  if (judged.kind === 'pass') return outcome
  if (judged.kind === 'rewrite' && 'result' in outcome)
    return { result: rewritten(outcome.result, judged.content.result) }
  return { denial: denialIn(judged, given) }
}

async function outcomeOf<Args, Result>(
  { run, isPause }: GuardedCall<Args, Result>,
  args: Args,
): Promise<{ readonly result: Result } | { readonly error: unknown }> {
  try {
    return { result: await run(args) }
  } catch (error) {
    if (isPause?.(error)) throw error
    return { error }
  }
}
