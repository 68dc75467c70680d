import type { Match } from '../matcher.ts'
import type { AttemptCost } from './backtracking.ts'
import type { Width } from './syntax.ts'

/** Steps that one search may take at worst before the text is left to RE2; a step is one or two nanoseconds. */
const mostSteps = 1_000_000

/** What an attempt costs beside its steps. */
const stepsPerAttempt = 30

/** What a search that may give up answers. */
type Answer = Match | 'none' | 'unknown'

type Intervals = readonly (readonly [from: number, to: number])[]

/** Tries a pattern with V8 where a match may begin, and gives up before that could take long. */
export class V8Search {
  readonly #sticky: RegExp
  readonly #searching: RegExp
  readonly #cost: AttemptCost
  readonly #least: number

  constructor(sticky: RegExp, cost: AttemptCost, width: Width) {
    this.#sticky = sticky
    this.#searching = new RegExp(sticky.source, sticky.flags.replace('y', 'g'))
    this.#cost = cost
    this.#least = width.min
  }

  /** `unknown` when it gave up. `intervals` are sorted and hold every place where a match may begin; null is anywhere. */
  find(text: string, from: number, intervals: Intervals | null): Answer {
    return intervals === null ? this.#searchFrom(text, from) : this.#tryEach(text, intervals)
  }

  #searchFrom(text: string, from: number): Answer {
    const places = text.length - from + 1
    if (places * this.#stepsAt(text, from) > mostSteps) return 'unknown'
    this.#searching.lastIndex = from
    let found = this.#searching.exec(text)
    while (found !== null && isInsidePair(text, found.index)) {
      this.#searching.lastIndex = found.index + 1
      found = this.#searching.exec(text)
    }
    return found === null ? 'none' : { start: found.index, end: found.index + found[0].length }
  }

  #tryEach(text: string, intervals: Intervals): Answer {
    const regex = this.#sticky
    const last = text.length - this.#least
    let steps = 0
    for (const [from, to] of intervals) {
      const end = Math.min(to, last)
      for (let start = from; start <= end; start++) {
        steps += stepsPerAttempt + this.#stepsAt(text, start)
        if (steps > mostSteps) return 'unknown'
        if (isInsidePair(text, start)) continue
        regex.lastIndex = start
        if (regex.test(text)) return { start, end: regex.lastIndex }
      }
    }
    return 'none'
  }

  #stepsAt(text: string, start: number): number {
    return this.#cost.steps + this.#cost.stepsPerCharacter * (text.length - start)
  }
}

function isInsidePair(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  if (unit < 0xdc00 || unit > 0xdfff || index === 0) return false
  const before = text.charCodeAt(index - 1)
  return before >= 0xd800 && before <= 0xdbff
}
