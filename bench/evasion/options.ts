import { parseArgs } from 'node:util'

export interface EvasionBenchOptions {
  /** Sessions without attacks, one JSON object a line; null leaves false positives out. */
  readonly data: string | null
  /** Whether results replace those in the README. */
  readonly write: boolean
}

/** Reads `--data FILE --write`. */
export function parseEvasionBenchOptions(parameters: readonly string[]): EvasionBenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: { data: { type: 'string' }, write: { type: 'boolean', default: false } },
  })
  return { data: values.data ?? null, write: values.write }
}
