import { describeMachine, requireDisk } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { type Deployment, startDeployment } from './deployment.ts'
import { type DatabaseName, databaseNames } from './load.ts'
import { LoadGenerator } from './load-generator.ts'
import { watchMemory } from './memory.ts'
import { formatMemory } from './memory-summary.ts'
import { parseScaleOptions, type ScaleOptions } from './options.ts'
import { runRounds } from './rounds.ts'
import { formatLegs } from './summary.ts'

/**
 * `npm run bench -- scale`: several API processes over one PostgreSQL beside one process over SQLite. Rejects when a
 * request failed, or when a database does not hold what was acknowledged.
 */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseScaleOptions(parameters)
  requireDisk(options.folder)
  const deployment = await startDeployment(options)
  const generator = new LoadGenerator(deployment.bodies)
  try {
    const { scale, memory } = await measure(deployment, generator, options)
    if (!options.write) return
    writeSection('scale', scale)
    if (memory !== null) writeSection('memory', memory)
  } finally {
    generator.stop()
    await deployment.stop()
  }
}

/** What is written of each; memory is watched only when that is asked for. */
interface Results {
  readonly scale: string
  readonly memory: string | null
}

async function measure(deployment: Deployment, generator: LoadGenerator, options: ScaleOptions): Promise<Results> {
  const acknowledged = { sqlite: 0, postgres: 0 }
  const legs = await runRounds(deployment, generator, options, acknowledged)
  const memory = options.memoryMinutes > 0 ? await watchMemory(deployment, generator, options, acknowledged) : null
  const stored = await deployment.countStored()
  const bytes = (await deployment.ledger.traceBytes()) / stored.postgres.traces
  const machine = `- ${describeMachine(options.folder)}; PostgreSQL ${await deployment.ledger.version()}`
  const counts = `Traces acknowledged and in the database: ${databaseNames.map((name) => `${titles[name]} ${acknowledged[name]} and ${stored[name].traces}`).join(', ')}.`
  const scale = [
    machine,
    `- rounds: ${options.rounds}, of ${options.secondsPerLeg} s; ${options.bodyCount} different bodies of \`http\` in ${options.sessionCount} sessions`,
    '',
    ...formatLegs(legs),
    '',
    counts,
    `A trace takes ${bytes.toFixed(0)} bytes in PostgreSQL, with its indexes.`,
  ].join('\n')
  const watched =
    memory === null ? null : [machine, '', ...formatMemory(memory, options.memoryMinutes), '', counts].join('\n')
  console.log(`\n${scale}\n\n${watched ?? ''}`)
  for (const name of databaseNames) requireEqual(name, acknowledged[name], stored[name])
  return { scale, memory: watched }
}

const titles: Readonly<Record<DatabaseName, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

function requireEqual(
  name: DatabaseName,
  acknowledged: number,
  { traces, blocked, audited }: { traces: number; blocked: number; audited: number },
): void {
  if (traces !== acknowledged)
    throw new Error(`${acknowledged} traces were acknowledged over ${titles[name]}, ${traces} are in the database`)
  if (blocked !== audited)
    throw new Error(`${blocked} traces in ${titles[name]} are blocked, ${audited} entries of the audit log say so`)
}
