/**
 * Runs many small writes as few transactions. A write that comes in while nothing is under way waits for the end of
 * the current turn of the event loop; all that gather until then, or while a transaction is under way, go into the next.
 * Order is kept. When a batch fails for what is in it, each of its writes is tried alone, so that one bad write fails by
 * itself; when it fails for what is around it, such as a lock that another process holds, all fail together.
 */
export class GroupCommit<Write, Outcome> {
  readonly #commit: (writes: readonly Write[]) => Promise<Outcome[]>
  readonly #isAboutAll: (error: unknown) => boolean
  readonly #largestBatch: number
  #waiting: Waiting<Write, Outcome>[] = []
  #drained: Promise<void> | null = null

  /** `commit` resolves, with one outcome for each write, when all of them are durable, or rejects and has written none. */
  constructor(
    commit: (writes: readonly Write[]) => Promise<Outcome[]>,
    isAboutAll: (error: unknown) => boolean,
    largestBatch = 500,
  ) {
    this.#commit = commit
    this.#isAboutAll = isAboutAll
    this.#largestBatch = largestBatch
  }

  add(write: Write): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, resolve, reject })
      this.#drained ??= this.#drain()
    })
  }

  /** Resolves when everything added so far has its outcome. */
  async settled(): Promise<void> {
    await this.#drained
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise(setImmediate)
      await this.#commitBatch(this.#waiting.splice(0, this.#largestBatch))
    }
    this.#drained = null
  }

  async #commitBatch(batch: readonly Waiting<Write, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#commit(batch.map(({ write }) => write))
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as Outcome)
    } catch (error) {
      if (batch.length > 1 && !this.#isAboutAll(error)) {
        for (const single of batch) await this.#commitBatch([single])
      } else {
        for (const { reject } of batch) reject(error)
      }
    }
  }
}

interface Waiting<Write, Outcome> {
  readonly write: Write
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}
