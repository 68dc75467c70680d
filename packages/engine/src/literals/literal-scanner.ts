import { type Alphabet, letters, shapes } from '../regex/alphabets.ts'
import type { Anchor } from '../regex/anchors.ts'
import type { LiteralNeed, Needs, RunNeed } from '../regex/needs.ts'
import { type Neighbours, neighbourAt } from '../regex/neighbours.ts'
import { buildLiteralAutomaton, type LiteralAutomaton } from './literal-automaton.ts'
import { rotate, rotatedAnchor } from './rotated.ts'
import { forEachRun } from './runs.ts'
import { Starts } from './starts.ts'

/** A rule that is worth a look only where a text holds what its matches need. */
export interface AnchoredRule {
  readonly rule: number
  readonly needs: Needs
}

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

/** What a literal stands for. */
type Purpose = 'first' | 'second' | 'rotated'

/** One place where a literal is an anchor. `rule` counts for all purposes but `rotated`, which is for all rules alike. */
interface Use {
  readonly purpose: Purpose
  readonly rule: number
  readonly length: number
  readonly leastBefore: number
  readonly mostBefore: number
  readonly lead: Neighbours | null
  readonly previous: Neighbours | null
  readonly next: Neighbours | null
}

interface Pass {
  readonly automaton: LiteralAutomaton
  /** By literal. */
  readonly uses: readonly (readonly Use[])[]
}

interface RunOfRule {
  readonly rule: number
  readonly need: RunNeed
}

export function* buildLiteralScanner(rules: readonly AnchoredRule[]): Generator<void, LiteralScanner> {
  const passes: Pass[] = []
  for (const alphabet of [letters, shapes]) {
    const uses = usesByLiteral(rules, alphabet)
    yield
    if (uses.size === 0) continue
    const automaton = yield* buildLiteralAutomaton([...uses.keys()], alphabet.fold)
    passes.push({ automaton, uses: [...uses.values()] })
  }
  const runs = rules.flatMap(({ rule, needs: { first } }) => (first.kind === 'run' ? [{ rule, need: first }] : []))
  const hasSecond = Uint8Array.from(
    rules.length === 0 ? [] : { length: Math.max(...rules.map(({ rule }) => rule)) + 1 },
  )
  for (const { rule, needs } of rules) if (needs.second !== null) hasSecond[rule] = 1
  return { scan: (text, isWanted) => new Scan(text, isWanted, hasSecond).of(passes, runs) }
}

function usesByLiteral(rules: readonly AnchoredRule[], alphabet: Alphabet): Map<string, Use[]> {
  const byLiteral = new Map<string, Use[]>()
  const rotated = new Set<string>()
  const add = (literal: string, use: Use) => {
    const uses = byLiteral.get(literal)
    if (uses === undefined) byLiteral.set(literal, [use])
    else uses.push(use)
  }
  const addAll = (rule: number, need: LiteralNeed | RunNeed | null, purpose: Purpose) => {
    if (need?.kind !== 'literals' || need.alphabet !== alphabet) return
    for (const anchor of need.anchors) {
      add(anchor.literal, useOf(purpose, rule, anchor))
      const turned = purpose === 'first' && alphabet === letters ? rotatedAnchor(anchor) : null
      if (turned === null || rotated.has(anchor.literal)) continue
      rotated.add(anchor.literal)
      add(rotate(anchor.literal), useOf('rotated', rule, turned))
    }
  }
  for (const { rule, needs } of rules) {
    addAll(rule, needs.first, 'first')
    addAll(rule, needs.second, 'second')
  }
  return byLiteral
}

function useOf(purpose: Purpose, rule: number, { literal, before, lead, previous, next }: Anchor): Use {
  return {
    purpose,
    rule,
    length: literal.length,
    leastBefore: before.min,
    mostBefore: before.max,
    lead,
    previous,
    next,
  }
}

/** One pass over one text. */
class Scan {
  readonly #text: string
  readonly #isWanted: Uint8Array
  readonly #hasSecond: Uint8Array
  readonly #startsOf = new Map<number, Starts>()
  readonly #seconds = new Set<number>()
  #looksRotated = false

  constructor(text: string, isWanted: Uint8Array, hasSecond: Uint8Array) {
    this.#text = text
    this.#isWanted = isWanted
    this.#hasSecond = hasSecond
  }

  of(passes: readonly Pass[], runs: readonly RunOfRule[]): Candidates {
    for (const { automaton, uses } of passes) {
      automaton.scan(this.#text, (literal, end) => {
        for (const use of uses[literal] as readonly Use[]) this.#meet(use, end)
      })
    }
    this.#lookForRuns(runs)
    for (const rule of this.#startsOf.keys()) {
      if (this.#hasSecond[rule] === 1 && !this.#seconds.has(rule)) this.#startsOf.delete(rule)
    }
    return { startsOf: this.#startsOf, looksRotated: this.#looksRotated }
  }

  #meet(use: Use, end: number): void {
    const { purpose, rule, length } = use
    if (purpose === 'rotated' ? this.#looksRotated : this.#isWanted[rule] === 0) return
    if (purpose === 'second' && this.#seconds.has(rule)) return
    const start = end - length
    if (!standsRight(this.#text, start, end, use)) return
    if (purpose === 'rotated') this.#looksRotated = true
    else if (purpose === 'second') this.#seconds.add(rule)
    else this.#starts(rule).add(earliestStart(this.#text, start, use), start - use.leastBefore)
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
function standsRight(text: string, start: number, end: number, { previous, next }: Use): boolean {
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
