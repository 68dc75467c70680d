/** A step of an automaton. */
export interface Transition {
  readonly from: number
  readonly symbol: number
  readonly to: number
}

/** Steps of an automaton over many symbols, most of which lead nowhere: a hash table of (state, symbol) pairs. */
export class Transitions {
  #count = 0
  /** A power of two long. `#tos` is 0 where a slot is free: nothing leads back to the root. */
  #froms = new Int32Array(64)
  #symbols = new Int32Array(64)
  #tos = new Int32Array(64)

  /** The state that a symbol leads to, or -1. */
  get(from: number, symbol: number): number {
    const to = this.#tos[this.#slotOf(from, symbol)] as number
    return to === 0 ? -1 : to
  }

  set(from: number, symbol: number, to: number): void {
    if (2 * ++this.#count > this.#tos.length) this.#grow()
    this.#put(from, symbol, to)
  }

  entries(): Transition[] {
    const all: Transition[] = []
    for (let slot = 0; slot < this.#tos.length; slot++) {
      const to = this.#tos[slot] as number
      if (to !== 0) all.push({ from: this.#froms[slot] as number, symbol: this.#symbols[slot] as number, to })
    }
    return all
  }

  #slotOf(from: number, symbol: number): number {
    const mask = this.#tos.length - 1
    const mixed = Math.imul(from, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b)
    for (let slot = (mixed ^ (mixed >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      if (this.#tos[slot] === 0) return slot
      if (this.#froms[slot] === from && this.#symbols[slot] === symbol) return slot
    }
  }

  #put(from: number, symbol: number, to: number): void {
    const slot = this.#slotOf(from, symbol)
    this.#froms[slot] = from
    this.#symbols[slot] = symbol
    this.#tos[slot] = to
  }

  #grow(): void {
    const all = this.entries()
    const length = 2 * this.#tos.length
    this.#froms = new Int32Array(length)
    this.#symbols = new Int32Array(length)
    this.#tos = new Int32Array(length)
    for (const { from, symbol, to } of all) this.#put(from, symbol, to)
  }
}
