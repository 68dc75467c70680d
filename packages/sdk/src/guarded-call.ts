import { type Judge, judged } from './judge.ts'
import type { Ruling } from './ruling.ts'
import { callStep, resultStep } from './step.ts'

export interface GuardedCall<Args, Result> {
  readonly tool: string
  readonly args: Args
  readonly run: (args: Args) => Result | PromiseLike<Result>
  /** What has been said of this very call before, if anything has. */
  readonly ruling?: Ruling | undefined
  /** Whether a person has approved this very call, where one is to be asked. Default: nobody has. */
  readonly isApproved?: (() => boolean) | undefined
}

/**
 * Makes a call that was judged and hands on what it came to, judged as well; frameworks ask people about calls in their own
 * way. Throws a denial, or what the tool threw.
 */
export async function guardedCall<Args, Result>(judge: Judge, call: GuardedCall<Args, Result>): Promise<Result> {
  const { step, copy } = callStep(call.tool, call.args)
  const ruling = call.ruling ?? (await judge.rule(step))
  if (ruling.kind === 'deny' || (ruling.kind === 'ask' && call.isApproved?.() !== true)) throw ruling.denial
  const made = ruling.kind === 'rewrite' ? { ...step, content: ruling.content } : step
  const outcome = await outcomeOf(call, (ruling.kind === 'rewrite' ? ruling.content.args : copy) as Args)
  const rewritten = await judged(judge, resultStep(made, outcome))
  if ('error' in outcome) throw outcome.error
  return rewritten === null ? outcome.result : (rewritten.result as Result)
}

async function outcomeOf<Args, Result>(
  { run }: GuardedCall<Args, Result>,
  args: Args,
): Promise<{ readonly result: Result } | { readonly error: unknown }> {
  try {
    return { result: await run(args) }
  } catch (error) {
    return { error }
  }
}
