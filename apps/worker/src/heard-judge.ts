import {
  type Judge,
  type JudgeOpinion,
  type JudgeRequest,
  JudgeUnavailable,
  type JudgeUnavailableCode,
} from '@agentsentry/pipeline'

/** What says that the judge is not well, rather than that it has no opinion of one trace. */
const faults: ReadonlySet<JudgeUnavailableCode> = new Set([
  'timeout',
  'unreachable',
  'unauthorized',
  'no_credit',
  'rate_limited',
  'upstream',
])

/** Asks another judge, and remembers whether that was heard the last time. */
export class HeardJudge implements Judge {
  readonly identity: string
  readonly #judge: Judge
  #fault: string | null = null

  constructor(judge: Judge) {
    this.identity = judge.identity
    this.#judge = judge
  }

  /** Why there was no answer the last time; null where there was, or where it was not asked yet. */
  get fault(): string | null {
    return this.#fault
  }

  async judge(request: JudgeRequest, signal: AbortSignal): Promise<JudgeOpinion> {
    try {
      const opinion = await this.#judge.judge(request, signal)
      this.#fault = null
      return opinion
    } catch (error) {
      if (error instanceof JudgeUnavailable && faults.has(error.code)) this.#fault = `${error.code}: ${error.message}`
      throw error
    }
  }
}
