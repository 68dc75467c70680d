import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** Recorded sessions to take bodies from; none: bodies are made up. */
  readonly dataFiles: readonly string[]
  readonly secondsPerLeg: number
  readonly warmUpSeconds: number
  readonly rounds: number
  readonly bodyCount: number
  readonly sessionCount: number
  readonly seed: number
  /** Where databases are made, in folders of their own that are removed afterwards. */
  readonly folder: string
  /** Whether results replace those in the README. */
  readonly write: boolean
}

/** Reads `--data FILE… --seconds N --rounds N --bodies N --sessions N --seed N --folder PATH --quick --write`. */
export function parseBenchOptions(parameters: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      data: { type: 'string', multiple: true, default: [] },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      bodies: { type: 'string' },
      sessions: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      folder: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  if (positionals.length > 0 && values.data.length === 0) throw new Error(`what is \`${positionals[0]}\`?`)
  const { quick } = values
  return {
    dataFiles: [...values.data, ...positionals],
    secondsPerLeg: positive('seconds', values.seconds ?? (quick ? '0.3' : '5')),
    warmUpSeconds: quick ? 0.2 : 3,
    rounds: positive('rounds', values.rounds ?? (quick ? '1' : '5')),
    bodyCount: positive('bodies', values.bodies ?? (quick ? '200' : '2000')),
    sessionCount: positive('sessions', values.sessions),
    seed: positive('seed', values.seed),
    folder: resolve(values.folder ?? resolve(import.meta.dirname, '../data')),
    write: values.write,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(`\`--${name}\` takes a number above 0, not \`${text}\``)
}
