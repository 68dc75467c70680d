/** A map that forgets what was set longest ago, so that no number of different names makes it grow. */
export class BoundedMap<Value> {
  readonly #size: number
  readonly #values = new Map<string, Value>()

  constructor(size: number) {
    this.#size = size
  }

  get(name: string): Value | undefined {
    return this.#values.get(name)
  }

  set(name: string, value: Value): void {
    this.#values.delete(name)
    this.#values.set(name, value)
    if (this.#values.size <= this.#size) return
    const [oldest] = this.#values.keys()
    this.#values.delete(oldest as string)
  }

  delete(name: string): void {
    this.#values.delete(name)
  }
}
