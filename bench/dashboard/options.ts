import { join } from 'node:path'
import { parseArgs } from 'node:util'

export interface DashboardBenchOptions {
  /** Traces in the large store; ten times as many as sessions. */
  readonly traces: number
  readonly smallTraces: number
  readonly longSteps: number
  /** How often each page is loaded before that is measured, and while it is. */
  readonly warmUpLoads: number
  readonly loads: number
  readonly timelineVisits: number
  readonly liveMinutes: number
  readonly tracesASecond: number
  /** Where databases are made, in a folder of its own that is removed afterwards. */
  readonly folder: string
  readonly write: boolean
}

/** Reads `--traces N --steps N --loads N --live-minutes N --rate N --folder PATH --quick --write`. */
export function parseDashboardBenchOptions(parameters: readonly string[]): DashboardBenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      quick: { type: 'boolean', default: false },
      traces: { type: 'string' },
      steps: { type: 'string' },
      loads: { type: 'string' },
      'live-minutes': { type: 'string' },
      rate: { type: 'string', default: '50' },
      folder: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  })
  const { quick, write } = values
  return {
    traces: hundreds('traces', values.traces ?? (quick ? '3000' : '1000000')),
    smallTraces: quick ? 1_000 : 10_000,
    longSteps: positive('steps', values.steps ?? (quick ? '500' : '5000')),
    warmUpLoads: quick ? 1 : 3,
    loads: positive('loads', values.loads ?? (quick ? '1' : '60')),
    timelineVisits: quick ? 1 : 3,
    liveMinutes: positive('live-minutes', values['live-minutes'] ?? (quick ? '0.05' : '1')),
    tracesASecond: positive('rate', values.rate),
    folder: values.folder ?? join(import.meta.dirname, '../data'),
    write,
  }
}

function hundreds(name: string, text: string): number {
  const value = positive(name, text)
  if (value % 100 === 0) return value
  throw new Error(`\`--${name}\` takes whole hundreds, not \`${text}\``)
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(`\`--${name}\` takes a number above 0, not \`${text}\``)
}
