import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface ScaleOptions {
  readonly secondsPerLeg: number
  readonly warmUpSeconds: number
  readonly rounds: number
  readonly bodyCount: number
  readonly sessionCount: number
  readonly seed: number
  /** Minutes of load while memory is watched, after everything else; 0: it is not. */
  readonly memoryMinutes: number
  readonly memorySampleSeconds: number
  /** Where both databases are made, in folders of their own that are removed afterwards. */
  readonly folder: string
  /** Whether results replace those in the README. */
  readonly write: boolean
}

/** Reads `--seconds N --rounds N --bodies N --sessions N --seed N --memory-minutes N --folder PATH --quick --write`. */
export function parseScaleOptions(parameters: readonly string[]): ScaleOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      bodies: { type: 'string' },
      sessions: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      'memory-minutes': { type: 'string' },
      folder: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  const { quick } = values
  const memoryMinutes = values['memory-minutes']
  return {
    secondsPerLeg: positive('seconds', values.seconds ?? (quick ? '0.5' : '4')),
    warmUpSeconds: quick ? 0.3 : 2,
    rounds: positive('rounds', values.rounds ?? (quick ? '1' : '4')),
    bodyCount: positive('bodies', values.bodies ?? (quick ? '200' : '2000')),
    sessionCount: positive('sessions', values.sessions),
    seed: positive('seed', values.seed),
    memoryMinutes: memoryMinutes === undefined ? 0 : positive('memory-minutes', memoryMinutes),
    memorySampleSeconds: quick ? 1 : 10,
    folder: resolve(values.folder ?? tmpdir()),
    write: values.write,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(`\`--${name}\` takes a number above 0, not \`${text}\``)
}
