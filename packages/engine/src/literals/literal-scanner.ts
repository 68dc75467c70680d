import { letters, shapes } from '../regex/alphabets.ts'
import type { RunNeed } from '../regex/needs.ts'
import { neighbourAt } from '../regex/neighbours.ts'
import { buildLiteralAutomaton, type LiteralAutomaton } from './literal-automaton.ts'
import { type AnchoredRule, type Group, LiteralGroups, type Use } from './literal-groups.ts'
import { forEachRun } from './runs.ts'
import { Starts } from './starts.ts'

/** What one pass over a text found. */
export interface Candidates {
  /** By rule, where its matches may begin. Rules that are not in here do not match. */
  readonly startsOf: ReadonlyMap<number, Starts>
  /** Some rule's literal stands there turned by 13 places. */
  readonly looksRotated: boolean
}

/** Looks for what all rules need in one pass for each alphabet that is in use, and one for runs. */
export interface LiteralScanner {
  /** `isWanted[rule]` is 0 for rules that need not be looked for. */
  scan(text: string, isWanted: Uint8Array): Candidates
}

interface Pass {
  readonly automaton: LiteralAutomaton
  /** By literal. */
  readonly groups: readonly (readonly Group[])[]
}

interface RunOfRule {
  readonly rule: number
  readonly need: RunNeed
}

export function* buildLiteralScanner(rules: readonly AnchoredRule[]): Generator<void, LiteralScanner> {
  const passes: Pass[] = []
  const groups = new LiteralGroups()
  for (const alphabet of [letters, shapes]) {
    const byLiteral = groups.of(rules, alphabet)
    yield
    if (byLiteral.size === 0) continue
    const automaton = yield* buildLiteralAutomaton([...byLiteral.keys()], alphabet.fold)
    passes.push({ automaton, groups: [...byLiteral.values()] })
  }
  const runs = rules.flatMap(({ rule, needs: { first } }) => (first.kind === 'run' ? [{ rule, need: first }] : []))
  const secondRules = new Set(rules.filter(({ needs }) => needs.second !== null).map(({ rule }) => rule))
  const noted = new NotedGroups(groups.count)
  return { scan: (text, isWanted) => new Scan(text, isWanted, noted).of(passes, runs, secondRules) }
}

/** Which groups a scan has noted. Scans come one after another, so one table serves them all without being emptied. */
class NotedGroups {
  readonly #notedIn: Float64Array
  #scan = 0

  constructor(groupCount: number) {
    this.#notedIn = new Float64Array(groupCount)
  }

  begin(): void {
    this.#scan++
  }

  has(group: number): boolean {
    return this.#notedIn[group] === this.#scan
  }

  add(group: number): void {
    this.#notedIn[group] = this.#scan
  }
}

/** One pass over one text. */
class Scan {
  readonly #text: string
  readonly #isWanted: Uint8Array
  readonly #startsOf = new Map<number, Starts>()
  readonly #seconds = new Set<number>()
  /** Groups of which it has been noted what they say of seconds and of rotation. */
  readonly #noted: NotedGroups
  #looksRotated = false

  constructor(text: string, isWanted: Uint8Array, noted: NotedGroups) {
    this.#text = text
    this.#isWanted = isWanted
    this.#noted = noted
    noted.begin()
  }

  of(passes: readonly Pass[], runs: readonly RunOfRule[], secondRules: ReadonlySet<number>): Candidates {
    for (const { automaton, groups } of passes) {
      automaton.scan(this.#text, (literal, end) => {
        for (const group of groups[literal] as readonly Group[]) this.#meet(group, end)
      })
    }
    this.#lookForRuns(runs)
    for (const rule of this.#startsOf.keys()) {
      if (secondRules.has(rule) && !this.#seconds.has(rule)) this.#startsOf.delete(rule)
    }
    return { startsOf: this.#startsOf, looksRotated: this.#looksRotated }
  }

  #meet(group: Group, end: number): void {
    const isNoted = this.#noted.has(group.index)
    if (isNoted && group.firsts.length === 0) return
    const start = end - group.length
    if (!standsRight(this.#text, start, end, group)) return
    if (!isNoted) {
      this.#noted.add(group.index)
      for (const rule of group.seconds) this.#seconds.add(rule)
      if (group.isRotated) this.#looksRotated = true
    }
    for (const use of group.firsts) {
      if (this.#isWanted[use.rule] === 0) continue
      this.#starts(use.rule).add(earliestStart(this.#text, start, use), start - use.leastBefore)
    }
  }

  #lookForRuns(runs: readonly RunOfRule[]): void {
    const wanted = runs.filter(({ rule }) => this.#isWanted[rule] === 1)
    if (wanted.length === 0) return
    const shortest = Math.min(...wanted.map(({ need }) => need.least))
    forEachRun(this.#text, shortest, (start, end) => {
      for (const { rule, need } of wanted) {
        if (end - start < need.least) continue
        const { min, max } = need.before
        this.#starts(rule).add(Math.max(0, start - max), end - need.least - min)
      }
    })
  }

  #starts(rule: number): Starts {
    let starts = this.#startsOf.get(rule)
    if (starts === undefined) {
      starts = new Starts()
      this.#startsOf.set(rule, starts)
    }
    return starts
  }
}

/**
 * Whether what stands beside the literal may stand there. A character beyond ASCII that was read as a letter is no word
 * character to RE2, so nothing is said of what stands beside it.
 */
function standsRight(text: string, start: number, end: number, { previous, next }: Group): boolean {
  if (previous !== null && previous[neighbourAt(text, start - 1)] === 0 && text.charCodeAt(start) < 128) return false
  return next === null || next[neighbourAt(text, end)] !== 0 || text.charCodeAt(end - 1) >= 128
}

/** How far the part of a match before its literal is followed back through the text. */
const longestLead = 512

/** Where a match may begin at the earliest. */
function earliestStart(text: string, literalStart: number, { mostBefore, lead }: Use): number {
  if (lead === null) return Math.max(0, literalStart - mostBefore)
  let start = literalStart
  while (start > 0 && lead[neighbourAt(text, start - 1)] === 1) {
    if (literalStart - start >= longestLead) return 0
    start--
  }
  return start
}
