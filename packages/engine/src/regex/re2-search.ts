import { RE2JS } from 're2js'
import type { Match, Permit } from '../matcher.ts'
import { FilterAutomaton } from './filter-automaton.ts'
import { compileFilter } from './filter-program.ts'
import { type Forgettable, RecentlyUsed } from './recently-used.ts'
import { type Syntax, type Width, widthOf } from './syntax.ts'

type Intervals = readonly (readonly [from: number, to: number])[]

/** Places at which a match may begin that are tried one by one, before the text is read as a whole. */
const mostPlaces = 64

/** In a slice of so many characters the NFA alone finds a match, or none, before the DFA would be made. */
const longestSlice = 256

/** What RE2 takes for one instruction once it has been used, its deterministic states included. */
const bytesPerInstruction = 400

/** What the searches of all rules of all rule sets in a process may hold together, about. */
const programs = new RecentlyUsed(12_000_000)

/**
 * Searches with RE2: linear whatever the pattern and the text. A filter that errs on the safe side is asked first, then
 * RE2's DFA whether there is a match, and only then its slower NFA where. Where matches may begin is known, less of the
 * text is read.
 */
export class Re2Search implements Forgettable {
  readonly #pattern: string
  /** Made when needed, and forgotten when others were needed since: most rules never are, and it is large. */
  #regex: RE2JS | null = null
  readonly #size: number
  readonly #width: Width
  /** Whether the end of a slice would be mistaken for the end of the text, or of a line. */
  readonly #looksAtEnds: boolean
  readonly #syntax: Syntax | null
  #filter: FilterAutomaton | null | undefined

  /** `size` in instructions of RE2's. */
  constructor(pattern: string, size: number, syntax: Syntax | null) {
    this.#pattern = pattern
    this.#size = size
    this.#syntax = syntax
    this.#width = syntax === null ? { min: 0, max: Infinity } : widthOf(syntax)
    this.#looksAtEnds = syntax === null || assertsAnEnd(syntax)
  }

  find(text: string, from: number, intervals: Intervals | null, permit: Permit): Match | null {
    try {
      return this.#find(text, from, intervals, permit)
    } finally {
      programs.use(this, (this.#regex === null ? 0 : bytesPerInstruction * this.#size) + (this.#filter?.bytes ?? 0))
    }
  }

  forget(): void {
    this.#regex = null
    this.#filter = undefined
  }

  #find(text: string, from: number, intervals: Intervals | null, permit: Permit): Match | null {
    const left = this.#filtered(text, from, intervals)
    if (left === null) return this.#findIn(text, from, from, text.length, permit)
    const [first] = left
    if (first === undefined) return null
    if (this.#width.max === Infinity || this.#looksAtEnds)
      return this.#findIn(text, first[0], from, text.length, permit)
    for (const [start, last] of left) {
      const match = this.#findIn(text, start, from, last + this.#width.max, permit)
      if (match !== null && match.start <= last) return match
    }
    return null
  }

  /** Where matches may begin after the filter was asked; null when that may be anywhere. */
  #filtered(text: string, from: number, intervals: Intervals | null): Intervals | null {
    if (this.#filter === undefined) this.#filter = this.#makeFilter()
    const filter = this.#filter
    if (filter === null) return intervals
    const places = intervals === null ? Infinity : intervals.reduce((sum, [start, end]) => sum + end - start + 1, 0)
    if (intervals === null || places > mostPlaces)
      return filter.mayBeginFrom(text, intervals?.[0]?.[0] ?? from) ? intervals : []
    const left: [number, number][] = []
    for (const [start, end] of intervals)
      for (let place = start; place <= end; place++) if (filter.mayBeginAt(text, place)) left.push([place, place])
    return left
  }

  #makeFilter(): FilterAutomaton | null {
    const program = this.#syntax === null ? null : compileFilter(this.#syntax)
    return program === null ? null : new FilterAutomaton(program)
  }

  /** The leftmost match from `start` on, reading no further than one character behind `end`. */
  #findIn(text: string, start: number, from: number, end: number, permit: Permit): Match | null {
    // One character before, so that `\b` and `^` see what stands there.
    const first = beginningOf(text, Math.max(start, from))
    const slice = text.slice(first, Math.min(text.length, end + 2))
    permit(2 * slice.length * this.#size)
    this.#regex ??= RE2JS.compile(this.#pattern)
    if (slice.length > longestSlice && !this.#regex.test(slice)) return null
    const matcher = this.#regex.matcher(slice)
    let least = Math.max(start, from) - first
    while (matcher.find(least)) {
      const [foundStart, foundEnd] = [matcher.start(), matcher.end()]
      if (foundStart + first >= from) return { start: foundStart + first, end: foundEnd + first }
      least = foundStart + 1
    }
    return null
  }
}

function beginningOf(text: string, at: number): number {
  if (at === 0) return 0
  const unit = text.charCodeAt(at - 1)
  return unit >= 0xdc00 && unit <= 0xdfff && at > 1 ? at - 2 : at - 1
}

function assertsAnEnd(syntax: Syntax): boolean {
  switch (syntax.kind) {
    case 'set':
      return false
    case 'assertion':
      return syntax.asserts === 'text-end' || syntax.asserts === 'line-end'
    case 'sequence':
      return syntax.parts.some(assertsAnEnd)
    case 'choice':
      return syntax.options.some(assertsAnEnd)
    case 'repeat':
      return assertsAnEnd(syntax.body)
  }
}
