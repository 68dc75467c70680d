/** What can be made again when it is needed. */
export interface Forgettable {
  /** Lets go of what is large. Called between two uses only. */
  forget(): void
}

/**
 * Bounds what is kept for later use: as soon as all of it together is too large, what was used longest ago is forgotten.
 * What is kept changes no answer, only its cost.
 */
export class RecentlyUsed {
  readonly #mostBytes: number
  /** In the order of their last use, with their sizes. */
  readonly #sizes = new Map<Forgettable, number>()
  #bytes = 0
  #last: Forgettable | null = null

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Says that something was used, and about how large it is now. It is kept even if it is too large by itself. */
  use(item: Forgettable, bytes: number): void {
    const before = this.#sizes.get(item) ?? 0
    if (item !== this.#last) this.#sizes.delete(item)
    this.#last = item
    this.#sizes.set(item, bytes)
    this.#bytes += bytes - before
    for (const [oldest, size] of this.#sizes) {
      if (this.#bytes <= this.#mostBytes || oldest === item) return
      this.#sizes.delete(oldest)
      this.#bytes -= size
      oldest.forget()
    }
  }
}
