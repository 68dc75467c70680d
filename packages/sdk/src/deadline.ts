import { AgentSentryError, UnavailableError } from './errors.ts'

/** Longest delay that `setTimeout` keeps; a longer one would fire at once. About 24 days. */
const longestMs = 2_147_483_647

/** One point in time that everything done for one call has to meet: waiting, attempts, pauses, reading bodies. */
export class Deadline {
  readonly timeoutMs: number
  readonly #endsAt: number

  constructor(timeoutMs: number) {
    this.timeoutMs = checkedTimeout(timeoutMs)
    this.#endsAt = Date.now() + this.timeoutMs
  }

  remainingMs(): number {
    return Math.max(0, this.#endsAt - Date.now())
  }

  /**
   * What `run` gives, unless `limitMs` (default: all that remains) passes first: then `run`'s signal is aborted and
   * `UnavailableError` `timed_out` is thrown, whether `run` heeds the signal or not.
   */
  async within<Result>(run: (signal: AbortSignal) => Promise<Result>, limitMs = this.remainingMs()): Promise<Result> {
    const controller = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const timeUp = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new UnavailableError('timed_out', `no answer in time (time-out ${this.timeoutMs} ms)`))
        controller.abort()
      }, limitMs)
    })
    try {
      return await Promise.race([run(controller.signal), timeUp])
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The time-out as it was given; throws `option_invalid` when it is not a positive number of milliseconds. */
export function checkedTimeout(timeoutMs: number): number {
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= longestMs) return timeoutMs
  throw new AgentSentryError(
    'option_invalid',
    `timeoutMs must be above 0 and at most ${longestMs}, not \`${timeoutMs}\``,
  )
}
