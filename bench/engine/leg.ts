/** What one contender needs for one text of one kind, measured in one round. Times in microseconds. */
export interface Leg {
  readonly p50: number
  readonly p99: number
  readonly longest: number
  readonly calls: number
}

/** From this time on a text is measured once and not warmed up for. */
const slowMicros = 1_000_000

/**
 * Times single calls over the pool in turn until `budgetMs` is over. Each call gets a value that was parsed just before,
 * outside of what is timed, so that nothing is found again by its identity, and strings are flat as a parser makes them.
 */
export function measureLeg(run: (input: never) => number, pool: readonly string[], budgetMs: number): Leg {
  const micros: number[] = []
  let place = 0
  let sum = 0
  const once = () => {
    const input = JSON.parse(pool[place++ % pool.length] as string) as never
    const from = performance.now()
    sum += run(input)
    return (performance.now() - from) * 1000
  }
  const first = once()
  if (first >= slowMicros) return legOf([first])
  const start = performance.now()
  while (performance.now() - start < budgetMs * 0.3) once()
  while (micros.length === 0 || performance.now() - start < budgetMs) micros.push(once())
  if (Number.isNaN(sum)) throw new Error('a contender gave no number')
  return legOf(micros)
}

function legOf(micros: readonly number[]): Leg {
  const sorted = Float64Array.from(micros).sort()
  const at = (share: number) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] as number
  return { p50: at(0.5), p99: at(0.99), longest: at(1), calls: sorted.length }
}

/** A leg this slow is not repeated in further rounds. */
export function isSlow({ p50 }: Leg): boolean {
  return p50 >= slowMicros
}
