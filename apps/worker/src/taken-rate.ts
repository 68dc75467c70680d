const windowMs = 1_000

/** How many were taken in the last whole second, or in the present one where that is more. */
export class TakenRate {
  #beganMs = 0
  #current = 0
  #last = 0

  add(count: number, nowMs: number): void {
    this.#turn(nowMs)
    this.#current += count
  }

  perSecond(nowMs: number): number {
    this.#turn(nowMs)
    return Math.max(this.#last, this.#current)
  }

  #turn(nowMs: number): void {
    const passedMs = nowMs - this.#beganMs
    if (passedMs >= 0 && passedMs < windowMs) return
    this.#last = passedMs >= windowMs && passedMs < 2 * windowMs ? this.#current : 0
    this.#current = 0
    this.#beganMs = nowMs
  }
}
