import { describeMachine, requireDisk } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { originOf, tracesFor } from './benchmark.ts'
import { parseBenchOptions } from './options.ts'
import { measureParts } from './parts.ts'
import { describeSizes } from './trace-bodies.ts'

/** Measures the parts of the hot path one by one, without HTTP. */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseBenchOptions(parameters)
  requireDisk(options.folder)
  const traces = tracesFor(options)
  const parts = await measureParts(traces, { rounds: options.rounds * 3, folder: options.folder })
  const rows = parts.map(
    ({ name, microsPerTrace: { median, lowest, highest } }) =>
      `| ${name} | ${median.toFixed(1)} | ${lowest.toFixed(1)} – ${highest.toFixed(1)} |`,
  )
  const results = [
    `${describeMachine(options.folder)}; ${traces.length} traces ${originOf(options)}, content ${describeSizes(traces)}.`,
    '',
    '| Part | µs per trace, median | spread |',
    '|---|--:|--:|',
    ...rows,
  ].join('\n')
  console.log(results)
  if (options.write) writeSection('parts', results)
}
