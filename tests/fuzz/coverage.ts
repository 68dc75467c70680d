import { type Profiler, Session } from 'node:inspector'

/** Which functions and blocks of the engine have run in this thread, as V8 counts them. */
export class Coverage {
  readonly #session = new Session()
  readonly #functions = new Map<string, Blocks>()

  constructor() {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true })
  }

  /** Names of the blocks that have run for the first time since the last call. */
  takeNew(): string[] {
    const fresh: string[] = []
    // An inspector that is asked from its own thread answers before the call returns.
    this.#session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      for (const { url, functions } of result) {
        const [, file] = url.split('/packages/engine/src/')
        if (file === undefined) continue
        for (const { ranges } of functions) fresh.push(...this.#takeNewOf(file, ranges))
      }
    })
    return fresh
  }

  #takeNewOf(file: string, ranges: readonly Profiler.CoverageRange[]): string[] {
    const [whole] = ranges
    if (whole === undefined || whole.count === 0) return []
    const name = `${file} ${whole.startOffset} ${whole.endOffset}`
    const known = this.#functions.get(name)
    const blocks = known ?? new Blocks()
    this.#functions.set(name, blocks)
    const fresh = blocks.reached(ranges).map(([start, end]) => `${file} ${start} ${end}`)
    return known === undefined ? [name, ...fresh] : fresh
  }
}

type Span = readonly [start: number, end: number]

/**
 * The blocks of one function that V8 ever named. It names those that did not run, and says nothing of one that ran as often
 * as what is around it: so what was named once and is not named now has run.
 */
class Blocks {
  readonly #left = new Map<string, Span>()
  readonly #reached = new Set<string>()

  /** What has run for the first time. `ranges` are those of one run of the function, it itself first. */
  reached([, ...ranges]: readonly Profiler.CoverageRange[]): Span[] {
    const missed = ranges.filter(({ count }) => count === 0)
    const fresh: Span[] = []
    for (const [name, [start, end]] of this.#left) {
      if (missed.some(({ startOffset, endOffset }) => startOffset < end && endOffset > start)) continue
      fresh.push([start, end])
      this.#left.delete(name)
      this.#reached.add(name)
    }
    for (const { startOffset, endOffset } of missed) {
      const name = `${startOffset} ${endOffset}`
      if (!this.#reached.has(name)) this.#left.set(name, [startOffset, endOffset])
    }
    return fresh
  }
}
