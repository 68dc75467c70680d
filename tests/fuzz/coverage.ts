import { Session } from 'node:inspector'

/** Which functions and blocks of the engine have run in this thread, as V8 counts them. */
export class Coverage {
  readonly #session = new Session()
  readonly #seen = new Set<string>()

  constructor() {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true })
  }

  /** How many blocks have run for the first time since the last call. */
  takeNew(): number {
    const before = this.#seen.size
    // An inspector that is asked from its own thread answers before the call returns.
    this.#session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      for (const { url, functions } of result) {
        if (!url.includes('/packages/engine/src/')) continue
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) this.#seen.add(`${url} ${startOffset} ${endOffset}`)
      }
    })
    return this.#seen.size - before
  }

  get size(): number {
    return this.#seen.size
  }
}
