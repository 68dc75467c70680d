import type { Clock } from '../ports/clock.ts'

/** What judges have cost, as it is recorded with the results of their checks. */
export interface JudgeSpend {
  /** Since this day began (UTC, `YYYY-MM-DD`), in US dollars, in all projects and by all processes. */
  spentUsd(day: string): Promise<number>
}

const dayMs = 24 * 60 * 60 * 1000
/** Other processes spend too; what they do is seen after this long. */
const trustMs = 1_000

/**
 * A limit on what judging costs in a day (UTC). What is under way is counted at the highest cost seen today, so that one
 * process goes over by less than one check after its first; several processes see each other's spending a second late.
 * What a call cost that left no result is nowhere recorded and counts until this process ends.
 */
export class DailyBudget {
  readonly #limitUsd: number
  readonly #spend: JudgeSpend
  readonly #clock: Clock
  #day = ''
  #recordedUsd = 0
  #sinceReadUsd = 0
  #withoutResultUsd = 0
  #highestUsd = 0
  #underWay = 0
  #readAtMs = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | null = null

  constructor(limitUsd: number, spend: JudgeSpend, clock: Clock) {
    this.#limitUsd = limitUsd
    this.#spend = spend
    this.#clock = clock
  }

  /**
   * Reserves a check and answers 0; or reserves none and answers in how many milliseconds the next day begins. Each
   * reservation ends with {@link settle}. Rejects as the store does.
   */
  async reserve(): Promise<number> {
    await this.#refresh()
    const nextUsd = this.#committedUsd() + this.#highestUsd
    if (this.#committedUsd() >= this.#limitUsd || nextUsd > this.#limitUsd) {
      return dayMs - (this.#clock.nowMs() % dayMs)
    }
    this.#underWay++
    return 0
  }

  /** What a reserved check cost: nothing known counts as nothing. `hasResult` when the cost will be recorded with one. */
  settle(costUsd: number | null, hasResult: boolean): void {
    this.#underWay--
    if (costUsd === null) return
    this.#highestUsd = Math.max(this.#highestUsd, costUsd)
    if (hasResult) this.#sinceReadUsd += costUsd
    else this.#withoutResultUsd += costUsd
  }

  #committedUsd(): number {
    return this.#recordedUsd + this.#sinceReadUsd + this.#withoutResultUsd + this.#underWay * this.#highestUsd
  }

  async #refresh(): Promise<void> {
    const nowMs = this.#clock.nowMs()
    const day = new Date(nowMs).toISOString().slice(0, 10)
    if (day === this.#day && nowMs - this.#readAtMs < trustMs) return
    this.#reading ??= this.#read(day).finally(() => {
      this.#reading = null
    })
    await this.#reading
  }

  async #read(day: string): Promise<void> {
    const before = this.#sinceReadUsd
    const recordedUsd = await this.#spend.spentUsd(day)
    if (day !== this.#day) {
      this.#day = day
      this.#withoutResultUsd = 0
      this.#highestUsd = 0
    }
    this.#recordedUsd = recordedUsd
    // What was settled while the store was asked may not be in its answer.
    this.#sinceReadUsd -= before
    this.#readAtMs = this.#clock.nowMs()
  }
}
