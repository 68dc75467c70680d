import { describeMachine, requireDisk } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { countTraces, startContenders } from './contenders.ts'
import { type BenchOptions, parseBenchOptions } from './options.ts'
import { runRounds } from './rounds.ts'
import { formatResults } from './summary.ts'
import { describeSizes, inventBodies, readBodies } from './trace-bodies.ts'
import type { TraceBody } from './trace-body.ts'

/**
 * Measures `POST /traces` of the real program against two servers that do nothing with what they are sent. Rejects when
 * a request failed, or when what is on disk afterwards is not what was acknowledged.
 */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseBenchOptions(parameters)
  requireDisk(options.folder)
  const traces = tracesFor(options)
  const contenders = await startContenders(traces, options.sessionCount, options.folder)
  try {
    const measurement = await runRounds(contenders, options, console.log)
    const acknowledged = contenders.acknowledged + measurement.acknowledged
    const stored = await countTraces(contenders.servers.agentsentry.url, contenders.sessionIds)
    const results = formatResults({
      legs: measurement.legs,
      acknowledged,
      stored,
      setting: [
        describeMachine(options.folder),
        `rounds: ${options.rounds}, of ${options.secondsPerLeg} s for each server and number of connections`,
        `${traces.length} different bodies ${originOf(options)}, content ${describeSizes(traces)}`,
        `${options.sessionCount} sessions; the baselines answer ${contenders.answerBytes} bytes, the mean of AgentSentry's answers`,
      ],
    })
    console.log(`\n${results}`)
    if (stored.traces !== acknowledged)
      throw new Error(`${acknowledged} traces were acknowledged, ${stored.traces} are on disk`)
    if (options.write) writeSection('http', results)
  } finally {
    await contenders.stop()
  }
}

export function tracesFor({ dataFiles, bodyCount, seed }: BenchOptions): TraceBody[] {
  return dataFiles.length > 0 ? readBodies(dataFiles, bodyCount, seed) : inventBodies(bodyCount, seed)
}

export function originOf({ dataFiles, seed }: BenchOptions): string {
  return dataFiles.length > 0 ? 'of recorded sessions' : `made up from seed ${seed}`
}
