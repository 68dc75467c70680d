import { parseArgs } from 'node:util'

export interface QueueBenchOptions {
  readonly checks: number
  readonly workers: readonly number[]
  /** Checks that each worker makes at once. */
  readonly concurrency: number
  readonly judgeMs: number
  readonly write: boolean
}

/** Reads `--quick --checks N --workers N,N --concurrency N --judge-ms N --write`. */
export function parseQueueBenchOptions(parameters: readonly string[]): QueueBenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      quick: { type: 'boolean', default: false },
      checks: { type: 'string' },
      workers: { type: 'string' },
      concurrency: { type: 'string', default: '8' },
      'judge-ms': { type: 'string', default: '50' },
      write: { type: 'boolean', default: false },
    },
  })
  return {
    checks: Number(values.checks ?? (values.quick ? 500 : 10_000)),
    workers: (values.workers ?? (values.quick ? '2' : '1,2,4')).split(',').map(Number),
    concurrency: Number(values.concurrency),
    judgeMs: Number(values['judge-ms']),
    write: values.write,
  }
}
