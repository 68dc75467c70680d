/** Literals that a text is searched for in one pass, however many there are (Aho and Corasick, 1975). */
export interface LiteralAutomaton {
  /** Calls back for every occurrence of every literal: its index, and where it ends (exclusive). */
  scan(text: string, found: (literal: number, end: number) => void): void
}

/** What a code unit of a text is read as, before literals are looked for. Literals are given as they are read. */
export type Fold = (unit: number) => number

/** Steps of a build between two chances to pause. */
const statesPerStep = 2000

/**
 * Builds the automaton as one dense table: a step is one load, whatever the number of literals. Yields between stretches
 * of work of about a millisecond. Literals must not be empty.
 */
export function* buildLiteralAutomaton(literals: readonly string[], fold: Fold): Generator<void, LiteralAutomaton> {
  const { classOf, classCount } = classify(literals, fold)
  const capacity = literals.reduce((sum, { length }) => sum + length, 1)
  const next = new Int32Array(capacity * classCount).fill(-1)
  const ending: number[][] = []
  let states = 1
  for (const [index, literal] of literals.entries()) {
    if (index % statesPerStep === statesPerStep - 1) yield
    let state = 0
    for (let at = 0; at < literal.length; at++) {
      const place = state * classCount + (classOf[literal.charCodeAt(at)] as number)
      if (next[place] === -1) next[place] = states++
      state = next[place] as number
    }
    const here = ending[state] ?? []
    here.push(index)
    ending[state] = here
  }
  const fallback = yield* completeTransitions(next, classCount, states)
  const outputs = yield* gatherOutputs(ending, fallback)
  return new DenseAutomaton(classOf, ...(yield* arrange(next, classCount, states, outputs)))
}

/** Every code unit that some literal holds gets a class of its own; all others share class 0. */
function classify(literals: readonly string[], fold: Fold): { classOf: Uint16Array; classCount: number } {
  const classOfFolded = new Map<number, number>()
  for (const literal of literals) {
    for (let at = 0; at < literal.length; at++) {
      const unit = literal.charCodeAt(at)
      if (!classOfFolded.has(unit)) classOfFolded.set(unit, classOfFolded.size + 1)
    }
  }
  const classOf = new Uint16Array(0x10000)
  for (let unit = 0; unit < classOf.length; unit++) classOf[unit] = classOfFolded.get(fold(unit)) ?? 0
  return { classOf, classCount: classOfFolded.size + 1 }
}

/** Gives each state a step for each class, breadth first. Returns, in that order, each state's longest proper suffix. */
function* completeTransitions(next: Int32Array, classCount: number, states: number) {
  const fallback: [state: number, suffix: number][] = []
  const suffixOf = new Int32Array(states)
  const queue = [0]
  for (let head = 0; head < queue.length; head++) {
    if (head % statesPerStep === statesPerStep - 1) yield
    const state = queue[head] as number
    const suffix = suffixOf[state] as number
    if (state !== 0) fallback.push([state, suffix])
    for (let character = 0; character < classCount; character++) {
      const place = state * classCount + character
      const target = next[place] as number
      const otherwise = state === 0 ? 0 : (next[suffix * classCount + character] as number)
      if (target === -1) {
        next[place] = otherwise
      } else {
        suffixOf[target] = otherwise
        queue.push(target)
      }
    }
  }
  return fallback
}

/** For each state the literals that end there, those of its suffixes included. */
function* gatherOutputs(ending: readonly (number[] | undefined)[], fallback: readonly [number, number][]) {
  const outputs: (readonly number[] | undefined)[] = [...ending]
  for (const [index, [state, suffix]] of fallback.entries()) {
    if (index % statesPerStep === statesPerStep - 1) yield
    const inherited = outputs[suffix]
    if (inherited !== undefined) outputs[state] = [...(outputs[state] ?? []), ...inherited]
  }
  return outputs
}

/** Moves states in which something ends behind all others, and multiplies them out, so that one comparison tells them. */
function* arrange(
  next: Int32Array,
  classCount: number,
  states: number,
  outputs: readonly (readonly number[] | undefined)[],
): Generator<void, [next: Int32Array, firstEnding: number, classCount: number, endings: (readonly number[])[]]> {
  const silent: number[] = []
  const ending: number[] = []
  for (let state = 0; state < states; state++) (outputs[state] === undefined ? silent : ending).push(state)
  const order = [...silent, ...ending]
  const placeOf = new Int32Array(states)
  for (const [place, state] of order.entries()) placeOf[state] = place * classCount
  const arranged = new Int32Array(states * classCount)
  for (const [place, state] of order.entries()) {
    if (place % statesPerStep === statesPerStep - 1) yield
    for (let character = 0; character < classCount; character++) {
      arranged[place * classCount + character] = placeOf[next[state * classCount + character] as number] as number
    }
  }
  return [arranged, silent.length * classCount, classCount, ending.map((state) => outputs[state] as readonly number[])]
}

class DenseAutomaton implements LiteralAutomaton {
  readonly #classOf: Uint16Array
  readonly #next: Int32Array
  readonly #firstEnding: number
  readonly #classCount: number
  readonly #endings: readonly (readonly number[])[]

  constructor(
    classOf: Uint16Array,
    next: Int32Array,
    firstEnding: number,
    classCount: number,
    endings: readonly (readonly number[])[],
  ) {
    this.#classOf = classOf
    this.#next = next
    this.#firstEnding = firstEnding
    this.#classCount = classCount
    this.#endings = endings
  }

  scan(text: string, found: (literal: number, end: number) => void): void {
    const classOf = this.#classOf
    const next = this.#next
    const firstEnding = this.#firstEnding
    const length = text.length
    let state = 0
    for (let at = 0; at < length; at++) {
      state = next[state + (classOf[text.charCodeAt(at)] as number)] as number
      if (state >= firstEnding) {
        const literals = this.#endings[(state - firstEnding) / this.#classCount] as readonly number[]
        for (const literal of literals) found(literal, at + 1)
      }
    }
  }
}
