import type { Match } from '../matcher.ts'
import { forEachToken } from './tokenize.ts'
import { type Transition, Transitions } from './transitions.ts'
import { Vocabulary } from './vocabulary.ts'

/** A phrase of a rule: its tokens, in lower case. */
export interface Phrase {
  readonly rule: number
  readonly words: readonly string[]
}

const phrasesPerStep = 500
const root = 0

/**
 * All phrases of all rules in one automaton over tokens (Aho and Corasick, 1975). A text is cut into tokens once and read
 * once, whatever the number of phrases.
 */
export class PhraseAutomaton {
  readonly #vocabulary = new Vocabulary()
  readonly #transitions = new Transitions()
  /** By state: the longest proper suffix of its tokens that is a state as well. */
  readonly #suffix: number[] = [root]
  readonly #depth: number[] = [0]
  /** By state: rules with a phrase that ends there, each followed by the number of its tokens. */
  readonly #endings: (number[] | undefined)[] = [undefined]

  private constructor() {}

  /** Yields between stretches of work of about a millisecond. */
  static *build(phrases: Iterable<Phrase>): Generator<void, PhraseAutomaton> {
    const automaton = new PhraseAutomaton()
    let count = 0
    for (const phrase of phrases) {
      automaton.#add(phrase)
      if (++count % phrasesPerStep === 0) yield
    }
    yield* automaton.#linkSuffixes()
    return automaton
  }

  get isEmpty(): boolean {
    return this.#depth.length === 1
  }

  /**
   * By rule, its match in a text: the leftmost, of those that begin there the longest. With `from`, matches that begin
   * before are passed over.
   */
  search(text: string, from = 0): Map<number, Match> {
    const matches = new Map<number, Match>()
    const starts: number[] = []
    const seen = new Set<number>()
    let state = root
    forEachToken(text, (start, end) => {
      if (start < from) return
      starts.push(start)
      const number = this.#vocabulary.numberAt(text, start, end)
      state = number < 0 ? root : this.#step(state, number)
      // What ends in a state that was met before begins further to the right than it did then.
      if (state === root || seen.has(state)) return
      seen.add(state)
      const endings = this.#endings[state]
      if (endings !== undefined) keepLeftmost(matches, endings, starts, end)
    })
    return matches
  }

  #step(from: number, number: number): number {
    for (let state = from; ; state = this.#suffix[state] as number) {
      const next = this.#transitions.get(state, number)
      if (next >= 0) return next
      if (state === root) return root
    }
  }

  #add({ rule, words }: Phrase): void {
    let state = root
    for (const word of words) {
      const number = this.#vocabulary.add(word)
      let next = this.#transitions.get(state, number)
      if (next < 0) {
        next = this.#depth.length
        this.#depth.push((this.#depth[state] as number) + 1)
        this.#suffix.push(root)
        this.#endings.push(undefined)
        this.#transitions.set(state, number, next)
      }
      state = next
    }
    const endings = this.#endings[state] ?? []
    if (!holdsRule(endings, rule)) endings.push(rule, words.length)
    this.#endings[state] = endings
  }

  /** Breadth first, so that every shorter suffix is linked before a longer state needs it. */
  *#linkSuffixes(): Generator<void> {
    const byDepth: Transition[][] = []
    for (const transition of this.#transitions.entries()) {
      const depth = this.#depth[transition.to] as number
      const alike = byDepth[depth] ?? []
      alike.push(transition)
      byDepth[depth] = alike
    }
    let linked = 0
    for (const { from, symbol, to } of byDepth.flat()) {
      if (++linked % phrasesPerStep === 0) yield
      const suffix = from === root ? root : this.#step(this.#suffix[from] as number, symbol)
      this.#suffix[to] = suffix
      const inherited = this.#endings[suffix]
      if (inherited !== undefined) this.#endings[to] = withInherited(this.#endings[to] ?? [], inherited)
    }
  }
}

function holdsRule(endings: readonly number[], rule: number): boolean {
  for (let at = 0; at < endings.length; at += 2) if (endings[at] === rule) return true
  return false
}

/** Of each rule the longest phrase is kept: of those that end at one place it begins first. */
function withInherited(own: number[], inherited: readonly number[]): number[] {
  const all = [...own]
  const rules = new Set(own.filter((_, at) => at % 2 === 0))
  for (let at = 0; at < inherited.length; at += 2) {
    if (!rules.has(inherited[at] as number)) all.push(inherited[at] as number, inherited[at + 1] as number)
  }
  return all
}

function keepLeftmost(matches: Map<number, Match>, endings: readonly number[], starts: readonly number[], end: number) {
  for (let at = 0; at < endings.length; at += 2) {
    const rule = endings[at] as number
    const start = starts[starts.length - (endings[at + 1] as number)] as number
    const earlier = matches.get(rule)
    if (earlier === undefined || start <= earlier.start) matches.set(rule, { start, end })
  }
}
