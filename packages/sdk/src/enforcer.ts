import type { CheckedTrace, Decision } from '@agentsentry/contract'
import { checkedTimeout } from './deadline.ts'
import { ApiError, type Denial, EnforcementError, UnavailableError } from './errors.ts'
import { snapshot } from './snapshot.ts'
import type { Tracer } from './tracer.ts'

export interface EnforcerOptions {
  /** What happens when no verdict can be had because the server cannot be reached or fails. Default `deny`. */
  onUnavailable?: 'deny' | 'allow' | undefined
  /** Milliseconds for each check, of which a call with its result takes two. Default 5,000. */
  timeoutMs?: number | undefined
  /** Told of every step that is let through without a verdict. Default `console.warn`. */
  log?: ((message: string, error: UnavailableError) => void) | undefined
}

/** What an enforcer has done since it was made. A call and its result are two steps. */
export interface EnforcerCounters {
  /** Steps that the server was asked about. */
  checked: number
  /** Steps let through although a rule warned. */
  warned: number
  /** Steps not let through, for whatever reason. */
  denied: number
  /** Steps let through without a verdict, by `onUnavailable: 'allow'`. */
  allowedUnavailable: number
}

const known: ReadonlySet<string> = new Set<Decision>(['allow', 'warn', 'redact', 'ask', 'block'])

interface Step {
  tool: string
  stage: Denial['stage']
  content: Record<string, unknown>
  /** False when the content shows less than the whole call or result. */
  whole: boolean
}

/** Stands between an agent and its tools: a tool runs only when the server has judged the call and let it pass. */
export class Enforcer {
  readonly #tracer: Pick<Tracer, 'send'>
  readonly #onUnavailable: 'deny' | 'allow'
  readonly #timeoutMs: number
  readonly #log: (message: string, error: UnavailableError) => void
  readonly #counters: EnforcerCounters = { checked: 0, warned: 0, denied: 0, allowedUnavailable: 0 }

  constructor(tracer: Pick<Tracer, 'send'>, options: EnforcerOptions = {}) {
    this.#tracer = tracer
    this.#onUnavailable = options.onUnavailable ?? 'deny'
    this.#timeoutMs = checkedTimeout(options.timeoutMs ?? 5_000)
    this.#log = options.log ?? ((message) => console.warn(message))
  }

  get counters(): Readonly<EnforcerCounters> {
    return { ...this.#counters }
  }

  /**
   * Asks about the call, runs `fn`, asks about what it gave back, and returns that. `fn` may be sync or async.
   *
   * `allow` and `warn` let a step pass. `ask`, `block`, a decision that this version does not know, and for now `redact` too
   * (the enforcer cannot rewrite yet) throw {@link EnforcementError}: at the call `fn` is not run, afterwards neither the
   * result nor the error of `fn` gets out. An error of `fn` that passes is thrown as it was.
   *
   * `args` is read once, before asking, and `fn` gets a deep copy of what was read: nothing that happens to `args` in the
   * meantime, and no accessor, changes what runs. The copy has the strings that were judged, so NUL and lone surrogates are
   * U+FFFD in it. In args that are not JSON data, Date, Map, Set and bytes are copied as well; functions, symbols and instances
   * of other classes are judged by what `toContent` shows of them and handed on by reference. The result returned is the very
   * value of `fn`; a stream or another object without readable fields is judged by its name alone. Args or results that
   * are too deep or too large to be shown whole are denied.
   *
   * No verdict (no connection, too slow, 5xx, nonsense): denied, or let through and logged with `onUnavailable: 'allow'`.
   * A server that refuses the trace (4xx: too large, unknown session) is always a denial.
   */
  async guardAndCall<Args, Result>(
    tool: string,
    args: Args,
    fn: (args: Args) => Result | PromiseLike<Result>,
  ): Promise<Result> {
    const read = snapshot(args)
    const content = { tool, args: read.content }
    await this.#check({ tool, stage: 'call', content, whole: read.whole })
    const outcome = await outcomeOf<Result>(() => fn(read.copy as Args))
    const { key, shown } = outcome.threw
      ? { key: 'error', shown: snapshot(outcome.error) }
      : { key: 'result', shown: snapshot(outcome.result) }
    await this.#check({ tool, stage: 'result', content: { ...content, [key]: shown.content }, whole: shown.whole })
    if (outcome.threw) throw outcome.error
    return outcome.result
  }

  /** `fn` as a function that is guarded on every call; see {@link guardAndCall}. */
  guard<Args, Result>(tool: string, fn: (args: Args) => Result | PromiseLike<Result>): (args: Args) => Promise<Result> {
    return (args) => this.guardAndCall(tool, args, fn)
  }

  async #check(step: Step): Promise<void> {
    const verdict = await this.#verdict(step)
    if (verdict !== null) this.#enforce(step, verdict)
    if (!step.whole) this.#deny(step, { why: 'too deep or too large to be judged whole', traceId: verdict?.id ?? null })
    if (verdict?.decision === 'warn') this.#counters.warned += 1
  }

  /** Null when there is none and the step may pass all the same. */
  async #verdict(step: Step): Promise<CheckedTrace | null> {
    this.#counters.checked += 1
    try {
      return await this.#tracer.send('tool', step.content, { timeoutMs: this.#timeoutMs })
    } catch (error) {
      // Only a server that is not there can be passed over; one that refuses, or a fault of ours, never is.
      if (this.#onUnavailable === 'allow' && error instanceof UnavailableError) return this.#passOver(step, error)
      const cause = step.stage === 'call' ? error : withoutForeign(error)
      const why = cause instanceof Error ? cause.message : 'the check failed'
      return this.#deny(step, { why: `no verdict: ${why}`, unavailable: true, cause })
    }
  }

  #passOver(step: Step, error: UnavailableError): null {
    this.#counters.allowedUnavailable += 1
    this.#log(`agentsentry: ${step.stage} of \`${step.tool}\` let through without a verdict: ${error.message}`, error)
    return null
  }

  #enforce(step: Step, verdict: CheckedTrace): void {
    const { decision, id: traceId, reasons } = verdict
    if (decision === 'allow' || decision === 'warn') return
    const rules = reasons.map((reason) => `\`${reason.rule}\``).join(', ')
    const why = `${known.has(decision) ? decision : `unknown decision \`${decision}\``}${rules && ` by ${rules}`}`
    this.#deny(step, { why, decision: known.has(decision) ? decision : 'block', traceId, reasons })
  }

  #deny(step: Step, denial: Partial<Denial> & { why: string; cause?: unknown }): never {
    this.#counters.denied += 1
    const { why, cause, ...said } = denial
    const { tool, stage } = step
    const defaults = { tool, stage, decision: 'block', reasons: [], traceId: null, unavailable: false } as const
    throw new EnforcementError({ ...defaults, ...said }, why, { cause })
  }
}

/** The error without what is not ours: a transport's own error may quote the request, and with it the result. */
function withoutForeign(error: unknown): unknown {
  if (error instanceof ApiError) return error
  if (!(error instanceof UnavailableError)) return undefined
  return new UnavailableError(error.code, error.message, error.status === undefined ? {} : { status: error.status })
}

type FnOutcome<Result> = { threw: false; result: Result } | { threw: true; error: unknown }

async function outcomeOf<Result>(run: () => Result | PromiseLike<Result>): Promise<FnOutcome<Result>> {
  try {
    return { threw: false, result: await run() }
  } catch (error) {
    return { threw: true, error }
  }
}
