/**
 * Where matches of one rule may begin, as `[from, to]` offsets with both ends included. Complete: every match begins in
 * one of them.
 */
export class Starts {
  readonly #froms: number[] = []
  readonly #tos: number[] = []
  #isOverflown = false

  add(from: number, to: number): void {
    const last = this.#froms.length - 1
    if (last >= 0 && this.#froms[last] === from && this.#tos[last] === to) return
    if (last + 1 >= mostStarts) this.#isOverflown = true
    else {
      this.#froms.push(from)
      this.#tos.push(to)
    }
  }

  /** True when looking at each by itself is no cheaper than looking everywhere. */
  get areMany(): boolean {
    return this.#froms.length > many
  }

  /** Sorted and merged, those before `least` cut off; null when they are too many to be worth telling apart. */
  from(least: number): readonly (readonly [from: number, to: number])[] | null {
    if (this.#isOverflown) return null
    const order = this.#froms.map((from, index): [number, number] => [
      Math.max(from, least),
      this.#tos[index] as number,
    ])
    order.sort((left, right) => left[0] - right[0])
    const merged: [number, number][] = []
    for (const [from, to] of order) {
      if (to < from) continue
      const last = merged.at(-1)
      if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
      else merged.push([from, to])
    }
    return merged
  }
}

const mostStarts = 500
const many = 12
