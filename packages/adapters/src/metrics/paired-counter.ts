import type { Counter } from 'prom-client'

/**
 * A counter of two labels for the hot path. Counting is two look-ups here; prom-client, which writes each set of labels out
 * as text, takes ten times as long, and hears the sums when somebody asks.
 */
export class PairedCounter<First extends string, Second extends string> {
  readonly #counter: Counter<First | Second>
  readonly #first: First
  readonly #second: Second
  readonly #sums = new Map<string, Map<string, number>>()

  constructor(counter: Counter<First | Second>, first: First, second: Second) {
    this.#counter = counter
    this.#first = first
    this.#second = second
  }

  count(first: string, second: string): void {
    let sums = this.#sums.get(first)
    if (sums === undefined) {
      sums = new Map()
      this.#sums.set(first, sums)
    }
    sums.set(second, (sums.get(second) ?? 0) + 1)
  }

  /** Hands over what was counted since the last time. */
  flush(): void {
    for (const [first, sums] of this.#sums) {
      for (const [second, sum] of sums) {
        const labels = { [this.#first]: first, [this.#second]: second } as Record<First | Second, string>
        if (sum > 0) this.#counter.inc(labels, sum)
        sums.set(second, 0)
      }
    }
  }
}
