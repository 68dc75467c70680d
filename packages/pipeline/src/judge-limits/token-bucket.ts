import type { Clock } from '../ports/clock.ts'

/** So many a minute, evenly, after a burst of what a few seconds bring. */
export class TokenBucket {
  readonly #perMs: number
  readonly #capacity: number
  readonly #clock: Clock
  #tokens: number
  #filledAtMs: number

  /** `burst` is how many may come at once after a pause. */
  constructor({ perMinute, burst = Math.max(1, perMinute / 12) }: { perMinute: number; burst?: number }, clock: Clock) {
    this.#perMs = perMinute / 60_000
    this.#capacity = burst
    this.#clock = clock
    this.#tokens = burst
    this.#filledAtMs = clock.nowMs()
  }

  /** Whole tokens that are there now. */
  get available(): number {
    this.#fill()
    return Math.floor(this.#tokens)
  }

  /** Takes one; or takes none and says in how many milliseconds there will be one. */
  take(): number {
    this.#fill()
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) / this.#perMs)
    this.#tokens--
    return 0
  }

  /** A clock that was set back fills nothing, and goes on from there. */
  #fill(): void {
    const nowMs = this.#clock.nowMs()
    const passedMs = Math.max(nowMs - this.#filledAtMs, 0)
    // Rounding must not leave a caller that waited as long as it was told a hair short of its token.
    this.#tokens = Math.min(this.#tokens + passedMs * this.#perMs + 1e-9, this.#capacity)
    this.#filledAtMs = nowMs
  }
}
