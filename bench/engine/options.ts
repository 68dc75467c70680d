import { parseArgs } from 'node:util'

export interface EngineBenchOptions {
  readonly rounds: number
  /** How long one cell is measured in one round, warm-up included; a slow one takes as long as one text does. */
  readonly cellMs: number
  /** The same for the cells that a target is about, whose 99th percentile is wanted. */
  readonly targetCellMs: number
  readonly ruleCounts: readonly number[]
  /** In characters, all of them ASCII or nearly so. */
  readonly textLengths: readonly number[]
  readonly phraseCounts: readonly number[]
  readonly hostileLength: number
  readonly hostileRuleCounts: readonly number[]
  /** Different texts of each length and kind, taken in turn. */
  readonly textCount: number
  /** Whether native engines are installed into a temporary folder and measured too. */
  readonly native: boolean
  /** Whether results replace those in the README. */
  readonly write: boolean
}

/** Reads `--quick --rounds N --native --write`. */
export function parseEngineBenchOptions(parameters: readonly string[]): EngineBenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      native: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  const { quick, native, write } = values
  const rounds = Number(values.rounds ?? (quick ? 1 : 5))
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`\`--rounds\` takes a whole number above 0, not \`${values.rounds}\``)
  const common = { rounds, ruleCounts: [10, 100, 1000], native, write }
  return quick
    ? {
        ...common,
        textCount: 8,
        cellMs: 5,
        targetCellMs: 20,
        textLengths: [200, 1024, 4096],
        phraseCounts: [1000],
        hostileLength: 1024,
        hostileRuleCounts: [100],
      }
    : {
        ...common,
        textCount: 52,
        cellMs: 200,
        targetCellMs: 1000,
        textLengths: [200, 1024, 4096, 65_536, 1_048_576],
        phraseCounts: [10, 1000, 100_000],
        hostileLength: 65_536,
        hostileRuleCounts: [100, 1000],
      }
}
