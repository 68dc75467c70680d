import { LRUCache } from 'lru-cache'
import type { Clock } from '../ports/clock.ts'
import type { JudgeOpinion } from '../ports/judge.ts'
import { untilAborted } from './until-aborted.ts'

interface UnderWay {
  readonly opinion: Promise<JudgeOpinion>
  readonly abort: AbortController
  callers: number
}

/**
 * Opinions on equal content, for a while; the ones used least go first. Whoever asks for what is being judged waits for
 * that. Failures are shared by those who wait and are not kept.
 */
export class OpinionCache {
  readonly #known: LRUCache<string, JudgeOpinion>
  readonly #underWay = new Map<string, UnderWay>()

  constructor({ forMs, capacity = 5_000 }: { forMs: number; capacity?: number }, clock: Clock) {
    const perf = { now: () => clock.nowMs() }
    this.#known = new LRUCache({ max: capacity, ttl: forMs, ttlResolution: 0, perf })
  }

  /** The call that `ask` makes is aborted when all who wait for it have given up. */
  async get(
    key: string,
    signal: AbortSignal,
    ask: (signal: AbortSignal) => Promise<JudgeOpinion>,
  ): Promise<JudgeOpinion> {
    const known = this.#known.get(key)
    if (known !== undefined) return fromEarlier(known)
    const joined = this.#underWay.get(key)
    const call = joined ?? this.#begin(key, ask)
    call.callers++
    try {
      const opinion = await untilAborted(call.opinion, signal)
      return joined === undefined ? opinion : fromEarlier(opinion)
    } finally {
      call.callers--
      if (call.callers === 0) {
        call.abort.abort()
        if (this.#underWay.get(key) === call) this.#underWay.delete(key)
      }
    }
  }

  #begin(key: string, ask: (signal: AbortSignal) => Promise<JudgeOpinion>): UnderWay {
    const abort = new AbortController()
    const opinion = ask(abort.signal).then((answer) => {
      this.#known.set(key, answer)
      return answer
    })
    // Those who wait hear of it; when all have given up, nobody is left who would.
    opinion.catch(() => {})
    const call = { opinion, abort, callers: 0 }
    this.#underWay.set(key, call)
    return call
  }
}

function fromEarlier(opinion: JudgeOpinion): JudgeOpinion {
  return { ...opinion, promptTokens: 0, completionTokens: 0, costUsd: 0, latencyMs: 0, cached: true }
}
