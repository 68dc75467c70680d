/**
 * Lets a number of names through, first come, first served, and makes every later one `other`: each name is a time series
 * that is kept for good, and names come from outside.
 */
export class BoundedNames {
  readonly #limit: number
  readonly #names = new Set<string>()

  constructor(limit: number) {
    this.#limit = limit
  }

  admit(name: string): string {
    if (this.#names.has(name)) return name
    if (this.#names.size >= this.#limit) return 'other'
    this.#names.add(name)
    return name
  }
}
