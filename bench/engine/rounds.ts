import { isSlow, type Leg, measureLeg } from './leg.ts'

/** One contender on one kind of text. Cells of a group are measured next to one another and compared. */
export interface Cell {
  readonly group: string
  readonly contender: string
  readonly run: (input: never) => number
  /** JSON, one for each text. */
  readonly pool: readonly string[]
  readonly budgetMs: number
}

/** The legs of every cell, round by round. */
export class Measurements {
  readonly #legs = new Map<string, (Leg | null)[]>()

  add(group: string, contender: string, leg: Leg | null): void {
    const key = `${group} ${contender}`
    const legs = this.#legs.get(key)
    if (legs === undefined) this.#legs.set(key, [leg])
    else legs.push(leg)
  }

  /** One entry a round; a slow cell has its first leg in every round. Empty when the cell was not measured. */
  legsOf(group: string, contender: string): Leg[] {
    const legs = this.#legs.get(`${group} ${contender}`) ?? []
    const first = legs[0]
    return first === undefined || first === null ? [] : legs.map((leg) => leg ?? first)
  }
}

export interface Rounds {
  readonly count: number
  tell(line: string): void
  /** Measures what does not run in this process, right behind the cells of the group. */
  besides(group: string, measurements: Measurements): void
}

/**
 * Measures all cells in each round, those of one group one after another in an order that rotates from round to round,
 * so that whatever slows the machine down for a while slows all of them.
 */
export function runRounds(cells: readonly Cell[], { count, tell, besides }: Rounds): Measurements {
  const measurements = new Measurements()
  const groups = [...Map.groupBy(cells, ({ group }) => group)]
  const slow = new Set<Cell>()
  for (let round = 0; round < count; round++) {
    const start = performance.now()
    for (const [name, group] of groups) {
      for (const cell of group.map((_, index) => group[(index + round) % group.length] as Cell)) {
        const leg = slow.has(cell) ? null : measureLeg(cell.run, cell.pool, cell.budgetMs)
        if (leg !== null && isSlow(leg)) slow.add(cell)
        measurements.add(cell.group, cell.contender, leg)
      }
      besides(name, measurements)
    }
    tell(`round ${round + 1} of ${count}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  }
  return measurements
}
