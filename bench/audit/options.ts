import { join } from 'node:path'
import { parseArgs } from 'node:util'

export interface AuditBenchOptions {
  readonly entries: number
  readonly rounds: number
  /** How long entries are written while their seals are waited for. */
  readonly seconds: number
  readonly folder: string
  readonly write: boolean
}

/** Reads `--quick --entries N --rounds N --seconds N --folder PATH --write`. */
export function parseAuditBenchOptions(parameters: readonly string[]): AuditBenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      quick: { type: 'boolean', default: false },
      entries: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      folder: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  })
  const { quick, write } = values
  return {
    entries: Number(values.entries ?? (quick ? 20_000 : 1_000_000)),
    rounds: Number(values.rounds ?? (quick ? 1 : 5)),
    seconds: Number(values.seconds ?? (quick ? 1 : 20)),
    folder: values.folder ?? join(import.meta.dirname, '../data'),
    write,
  }
}
