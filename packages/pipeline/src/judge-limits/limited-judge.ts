import pLimit, { type LimitFunction } from 'p-limit'
import type { Clock } from '../ports/clock.ts'
import { type Judge, type JudgeOpinion, type JudgeRequest, JudgeUnavailable } from '../ports/judge.ts'
import { judgedContentHash } from './content-hash.ts'
import { DailyBudget, type JudgeSpend } from './daily-budget.ts'
import { OpinionCache } from './opinion-cache.ts'
import { TokenBucket } from './token-bucket.ts'
import { untilAborted } from './until-aborted.ts'

/** Concurrency and rate are those of this process; the daily cost is that of all. Null is no limit. */
export interface JudgeLimits {
  readonly concurrency: number
  readonly perMinute: number | null
  readonly dailyUsd: number | null
  /** For how long an opinion answers for equal content; 0 has everything judged. */
  readonly cacheMs: number
}

/** A provider that says "too many" without saying for how long is left alone for this long. */
const unsaidPauseMs = 5_000
/** A wrong key or used-up credit needs a person; until then, one check in this time finds out. */
const helplessPauseMs = 60_000

/**
 * Asks another judge within limits. A check over a limit rejects at once with `asked: false` and when to come back,
 * rather than hold its lease while it waits; it has used none of its attempts. After an answer that would be the same for
 * every check (too many requests, wrong key, no credit) nobody is asked until that may have changed.
 */
export class LimitedJudge implements Judge {
  readonly identity: string
  readonly #judge: Judge
  readonly #clock: Clock
  readonly #inTurn: LimitFunction
  readonly #bucket: TokenBucket | null
  readonly #budget: DailyBudget | null
  readonly #cache: OpinionCache | null
  #pause: { readonly untilMs: number; readonly cause: JudgeUnavailable } | null = null

  constructor(judge: Judge, limits: JudgeLimits, { spend, clock }: { spend: JudgeSpend; clock: Clock }) {
    this.identity = judge.identity
    this.#judge = judge
    this.#clock = clock
    this.#inTurn = pLimit(limits.concurrency)
    this.#bucket = limits.perMinute === null ? null : new TokenBucket({ perMinute: limits.perMinute }, clock)
    this.#budget = limits.dailyUsd === null ? null : new DailyBudget(limits.dailyUsd, spend, clock)
    this.#cache = limits.cacheMs === 0 ? null : new OpinionCache({ forMs: limits.cacheMs }, clock)
  }

  /** How many checks would be asked at once now: claiming more would only mean giving them back. */
  get room(): number {
    if (this.#pausedForMs() > 0) return 0
    const free = this.#inTurn.concurrency - this.#inTurn.activeCount - this.#inTurn.pendingCount
    return Math.max(Math.min(free, this.#bucket?.available ?? free), 0)
  }

  async judge(request: JudgeRequest, signal: AbortSignal): Promise<JudgeOpinion> {
    const ask = (shared: AbortSignal) => this.#inTurn(() => this.#ask(request, shared))
    if (this.#cache === null) return untilAborted(ask(signal), signal)
    return this.#cache.get(judgedContentHash(this.identity, request), signal, ask)
  }

  async #ask(request: JudgeRequest, signal: AbortSignal): Promise<JudgeOpinion> {
    if (signal.aborted) throw new JudgeUnavailable('cancelled', 'the check was given up', notAsked)
    const pausedMs = this.#pausedForMs()
    if (this.#pause !== null && pausedMs > 0) {
      const { code, message } = this.#pause.cause
      throw new JudgeUnavailable(code, `not asked, as of the last check: ${message}`, {
        ...notAsked,
        retryAfterMs: pausedMs,
      })
    }
    const untilTomorrowMs = (await this.#budget?.reserve()) ?? 0
    if (untilTomorrowMs > 0) {
      const message = 'not asked, as the limit on cost of this day is reached'
      throw new JudgeUnavailable('over_budget', message, { ...notAsked, retryAfterMs: untilTomorrowMs })
    }
    const waitMs = this.#bucket?.take() ?? 0
    if (waitMs > 0) {
      this.#budget?.settle(null, false)
      const message = 'not asked, as the limit on checks a minute is reached'
      throw new JudgeUnavailable('rate_limited', message, { ...notAsked, retryAfterMs: waitMs })
    }
    return this.#askNow(request, signal)
  }

  async #askNow(request: JudgeRequest, signal: AbortSignal): Promise<JudgeOpinion> {
    try {
      const opinion = await this.#judge.judge(request, signal)
      this.#budget?.settle(opinion.costUsd, true)
      this.#pause = null
      return opinion
    } catch (error) {
      const unavailable = error instanceof JudgeUnavailable ? error : null
      this.#budget?.settle(unavailable?.usage?.costUsd ?? null, false)
      if (unavailable !== null) this.#pauseAfter(unavailable)
      throw error
    }
  }

  #pauseAfter(cause: JudgeUnavailable): void {
    const forMs = pauseAfterMs(cause)
    if (forMs > this.#pausedForMs()) this.#pause = { untilMs: this.#clock.nowMs() + forMs, cause }
  }

  #pausedForMs(): number {
    return this.#pause === null ? 0 : Math.max(this.#pause.untilMs - this.#clock.nowMs(), 0)
  }
}

const notAsked = { retryable: true, asked: false } as const

function pauseAfterMs({ code, retryAfterMs }: JudgeUnavailable): number {
  if (code === 'rate_limited') return retryAfterMs ?? unsaidPauseMs
  if (code === 'unauthorized' || code === 'no_credit') return retryAfterMs ?? helplessPauseMs
  return code === 'upstream' ? (retryAfterMs ?? 0) : 0
}
