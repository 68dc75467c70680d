const noClass = 0

/**
 * Aho–Corasick with a dense table: one look-up a character whatever the number of literals, and nothing is done with a
 * hit but to count it. This is what finding all literals costs at least. ASCII only, without regard to case.
 */
export class DenseAutomaton {
  readonly #classOf = new Uint8Array(65_536)
  readonly #next: Int32Array
  readonly #accepts: Uint8Array
  readonly #shift: number

  constructor(literals: readonly string[]) {
    const folded = literals.map((literal) => literal.toLowerCase())
    const classCount = this.#numberClasses(folded)
    this.#shift = Math.ceil(Math.log2(classCount))
    const stateLimit = folded.reduce((sum, literal) => sum + literal.length, 1)
    const next = new Int32Array(stateLimit << this.#shift)
    const accepts = new Uint8Array(stateLimit)
    let stateCount = 1
    for (const literal of folded) {
      let state = 0
      for (let index = 0; index < literal.length; index++) {
        const edge = (state << this.#shift) + (this.#classOf[literal.charCodeAt(index)] as number)
        if (next[edge] === 0) next[edge] = stateCount++
        state = next[edge] as number
      }
      accepts[state] = 1
    }
    this.#next = next.slice(0, stateCount << this.#shift)
    this.#accepts = accepts.slice(0, stateCount)
    this.#closeOverFailures(stateCount, classCount)
  }

  /** Characters at which at least one literal ends. */
  countHits(text: string): number {
    const classOf = this.#classOf
    const next = this.#next
    const accepts = this.#accepts
    const shift = this.#shift
    let state = 0
    let hits = 0
    for (let index = 0; index < text.length; index++) {
      state = next[(state << shift) + (classOf[text.charCodeAt(index)] as number)] as number
      hits += accepts[state] as number
    }
    return hits
  }

  /** Class 0 is every character that no literal holds; upper and lower case share one. */
  #numberClasses(literals: readonly string[]): number {
    let count = 1
    for (const literal of literals) {
      for (let index = 0; index < literal.length; index++) {
        const code = literal.charCodeAt(index)
        if (this.#classOf[code] === noClass) this.#classOf[code] = count++
      }
    }
    for (let code = 0x41; code <= 0x5a; code++) this.#classOf[code] = this.#classOf[code + 32] as number
    return count
  }

  /** Breadth first: every missing edge becomes the edge of the longest proper suffix that is a state. */
  #closeOverFailures(stateCount: number, classCount: number): void {
    const failure = new Int32Array(stateCount)
    const queue = new Int32Array(stateCount)
    let [head, tail] = [0, 1]
    while (head < tail) {
      const state = queue[head++] as number
      const fallback = failure[state] as number
      for (let edge = 0; edge < classCount; edge++) {
        const target = this.#next[(state << this.#shift) + edge] as number
        const beside = state === 0 ? 0 : (this.#next[(fallback << this.#shift) + edge] as number)
        if (target === 0) {
          this.#next[(state << this.#shift) + edge] = beside
          continue
        }
        failure[target] = beside
        this.#accepts[target] = (this.#accepts[target] as number) | (this.#accepts[beside] as number)
        queue[tail++] = target
      }
    }
  }
}
