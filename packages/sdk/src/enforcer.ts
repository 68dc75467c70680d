import type { CheckedTrace, Content, Decision } from '@agentsentry/contract'
import { checkedTimeout } from './deadline.ts'
import { denialOf, type Found, notExactly } from './denial.ts'
import { ApiError, type EnforcementError, UnavailableError } from './errors.ts'
import { guardedCall } from './guarded-call.ts'
import { type Judge, judged } from './judge.ts'
import { redactedContent } from './redaction.ts'
import type { Ruling } from './ruling.ts'
import type { Step } from './step.ts'
import type { Tracer } from './tracer.ts'

export interface EnforcerOptions {
  /** What happens when no verdict can be had because the server cannot be reached or fails. Default `deny`. */
  onUnavailable?: 'deny' | 'allow' | undefined
  /** Asks a person about a step that rules want somebody to look at; `true` lets it pass. Without it, such a step is denied. */
  onAsk?: ((denial: EnforcementError) => boolean | PromiseLike<boolean>) | undefined
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
  /** Steps let through without what rules redact. */
  redacted: number
  /** Steps that a person was to be asked about. */
  asked: number
  /** Steps not let through, for whatever reason. */
  denied: number
  /** Steps let through without a verdict, by `onUnavailable: 'allow'`. */
  allowedUnavailable: number
}

const known: ReadonlySet<string> = new Set<Decision>(['allow', 'warn', 'redact', 'ask', 'block'])

/** Stands between an agent and its tools: a tool runs only when the server has judged the call and let it pass. */
export class Enforcer {
  readonly #tracer: Pick<Tracer, 'send'>
  readonly #onUnavailable: 'deny' | 'allow'
  readonly #onAsk: EnforcerOptions['onAsk']
  readonly #timeoutMs: number
  readonly #log: (message: string, error: UnavailableError) => void
  readonly #counters: EnforcerCounters = {
    checked: 0,
    warned: 0,
    redacted: 0,
    asked: 0,
    denied: 0,
    allowedUnavailable: 0,
  }

  /** Where nobody is left who could ask a person. */
  readonly #asLast: Judge = {
    rule: async (step) => {
      const ruling = await this.rule(step)
      if (ruling.kind === 'ask') this.#counters.denied += 1
      return ruling
    },
  }

  constructor(tracer: Pick<Tracer, 'send'>, options: EnforcerOptions = {}) {
    this.#tracer = tracer
    this.#onUnavailable = options.onUnavailable ?? 'deny'
    this.#onAsk = options.onAsk
    this.#timeoutMs = checkedTimeout(options.timeoutMs ?? 5_000)
    this.#log = options.log ?? ((message) => console.warn(message))
  }

  get counters(): Readonly<EnforcerCounters> {
    return { ...this.#counters }
  }

  /**
   * Asks about the call, runs `fn`, asks about what it gave back, and returns that. `fn` may be sync or async.
   *
   * `allow` and `warn` let a step pass. `redact` lets it pass without what the rules matched: `fn` gets, or the caller gets,
   * a copy of the JSON in which that is masked; where the arguments or the result are not plain JSON data, or are an error, it
   * is a denial. `ask` is one unless `onAsk` says otherwise; `block` and a decision that this version does not know always
   * are. A denial is an {@link EnforcementError}: at the call `fn` is not run, afterwards neither the result nor the error of
   * `fn` gets out. An error of `fn` that passes is thrown as it was.
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
    return guardedCall(this.#asLast, { tool, args, run: fn })
  }

  /** `fn` as a function that is guarded on every call; see {@link guardAndCall}. */
  guard<Args, Result>(tool: string, fn: (args: Args) => Result | PromiseLike<Result>): (args: Args) => Promise<Result> {
    return (args) => this.guardAndCall(tool, args, fn)
  }

  /** Asks about a step. Null when it may be taken as it is, else the content that it may be taken with. Throws a denial. */
  enforce(step: Step): Promise<Content | null> {
    return judged(this.#asLast, step)
  }

  /** Asks about a step and says what is to become of it, for those who stop agents in their own way. Never rejects. */
  async rule(step: Step): Promise<Ruling> {
    this.#counters.checked += 1
    let verdict: CheckedTrace
    try {
      verdict = await this.#tracer.send(step.role, step.content, { timeoutMs: this.#timeoutMs })
    } catch (error) {
      return this.#withoutVerdict(step, error)
    }
    return this.#settle(step, verdict)
  }

  async #settle(step: Step, verdict: CheckedTrace): Promise<Ruling> {
    const { decision } = verdict
    const why = known.has(decision) ? decision : `unknown decision \`${decision}\``
    if (decision === 'block' || !known.has(decision)) return this.#deny(step, { verdict, why })
    if (!step.whole) return this.#deny(step, { verdict, why: 'too deep or too large to be judged whole' })
    if (decision === 'ask') return this.#ask(step, verdict)
    if (decision === 'redact') return this.#redact(step, verdict)
    if (decision === 'warn') this.#counters.warned += 1
    return { kind: 'pass', verdict }
  }

  async #ask(step: Step, verdict: CheckedTrace): Promise<Ruling> {
    this.#counters.asked += 1
    const denial = denialOf(step, { verdict, why: 'ask' })
    if (this.#onAsk === undefined) return { kind: 'ask', denial }
    try {
      if ((await this.#onAsk(denial)) === true) return { kind: 'pass', verdict }
    } catch {
      return this.#deny(step, { verdict, why: 'the question to a person failed' })
    }
    return this.#deny(step, { verdict, why: 'a person said no' })
  }

  #redact(step: Step, verdict: CheckedTrace): Ruling {
    const content = redactedContent(verdict)
    if (content === null || !step.isPlain || content.tool !== step.content.tool)
      return this.#deny(step, { verdict, why: notExactly })
    this.#counters.redacted += 1
    return { kind: 'rewrite', verdict, content }
  }

  #withoutVerdict(step: Step, error: unknown): Ruling {
    // Only a server that is not there can be passed over; one that refuses, or a fault of ours, never is.
    if (this.#onUnavailable === 'allow' && error instanceof UnavailableError && step.whole) {
      this.#counters.allowedUnavailable += 1
      const what = step.tool === null ? step.stage : `${step.stage} of \`${step.tool}\``
      this.#log(`agentsentry: ${what} let through without a verdict: ${error.message}`, error)
      return { kind: 'pass', verdict: null }
    }
    const isKeptBack = step.stage === 'result' || step.stage === 'output'
    const cause = isKeptBack ? withoutForeign(error) : error
    const why = `no verdict: ${cause instanceof Error ? cause.message : 'the check failed'}`
    return this.#deny(step, { why, unavailable: true, cause })
  }

  #deny(step: Step, found: Found): Ruling {
    this.#counters.denied += 1
    return { kind: 'deny', denial: denialOf(step, found) }
  }
}

/** The error without what is not ours: a transport's own error may quote the request, and with it what is kept back. */
function withoutForeign(error: unknown): unknown {
  if (error instanceof ApiError) return error
  if (!(error instanceof UnavailableError)) return undefined
  return new UnavailableError(error.code, error.message, error.status === undefined ? {} : { status: error.status })
}
