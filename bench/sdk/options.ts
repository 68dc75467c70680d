import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface SdkBenchOptions {
  /** Guarded calls of each contender in each round. */
  readonly calls: number
  readonly rounds: number
  /** Where database and traces are kept while it runs. */
  readonly folder: string
  readonly write: boolean
}

/** Reads `--calls N --rounds N --folder PATH --quick --write`. */
export function parseSdkBenchOptions(parameters: readonly string[]): SdkBenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      calls: { type: 'string' },
      rounds: { type: 'string' },
      folder: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  return {
    calls: Number(values.calls ?? (values.quick ? 40 : 1_000)),
    rounds: Number(values.rounds ?? (values.quick ? 1 : 5)),
    folder: resolve(values.folder ?? resolve(import.meta.dirname, '../data')),
    write: values.write,
  }
}
