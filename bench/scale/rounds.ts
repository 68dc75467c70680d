import { type Contender, contenders } from './contenders.ts'
import type { Deployment } from './deployment.ts'
import type { DatabaseName, LoadOutcome } from './load.ts'
import type { LoadGenerator } from './load-generator.ts'
import type { ScaleOptions } from './options.ts'
import { treeCpuSeconds } from './process-tree.ts'

/** One contender in one round. */
export interface Leg extends LoadOutcome {
  readonly round: number
  readonly contender: Contender
  /** User and system time of all API processes, with what they start, in seconds for 1000 requests. */
  readonly apiCpuSeconds: number
  /** The same of PostgreSQL; 0 on SQLite, which is within the API process. */
  readonly databaseCpuSeconds: number
  /** The same of the worker; 0 on SQLite, where it is within the API process. */
  readonly workerCpuSeconds: number
  /** Share of a core that the load generator was busy. */
  readonly generatorCores: number
  /** On PostgreSQL, all of it and not the requests' part alone; NaN on SQLite. */
  readonly walBytesPerRequest: number
  readonly requestsPerTransaction: number
}

export type Acknowledged = Record<DatabaseName, number>

/**
 * Measures all contenders in each round, in an order that rotates from round to round, so that whatever slows the machine
 * down for a while slows all of them. Adds what was acknowledged, warm-up included.
 */
export async function runRounds(
  deployment: Deployment,
  generator: LoadGenerator,
  options: ScaleOptions,
  acknowledged: Acknowledged,
): Promise<Leg[]> {
  const measure = async (contender: Contender, seconds: number) => {
    const measured = await measureLeg(deployment, generator, contender, seconds)
    acknowledged[contender.database] += measured.acknowledged
    return measured
  }
  const legs: Leg[] = []
  for (const contender of contenders) await measure(contender, options.warmUpSeconds)
  for (let round = 0; round < options.rounds; round++) {
    for (const contender of rotated(contenders, round)) {
      const leg = { round, contender, ...(await measure(contender, options.secondsPerLeg)) }
      legs.push(leg)
      console.log(describeLeg(leg))
    }
  }
  return legs
}

async function measureLeg(
  { sqlite, apis, worker, postgresId, ledger }: Deployment,
  generator: LoadGenerator,
  { database, processes, connections, keepsSessions }: Contender,
  seconds: number,
): Promise<Omit<Leg, 'round' | 'contender'>> {
  const loaded = database === 'sqlite' ? [sqlite] : apis.slice(0, processes)
  const cpuSeconds = () => ({
    api: loaded.reduce((sum, { processId }) => sum + treeCpuSeconds(processId), 0),
    database: database === 'sqlite' ? 0 : treeCpuSeconds(postgresId),
    worker: database === 'sqlite' ? 0 : treeCpuSeconds(worker.processId),
  })
  const before = { cpu: cpuSeconds(), ...(await ledger.counts()) }
  const urls = loaded.map(({ url }) => url)
  const outcome = await generator.run({ database, urls, connections, seconds, keepsSessions })
  const after = { cpu: cpuSeconds(), ...(await ledger.counts()) }
  const perThousand = (of: keyof typeof after.cpu) => ((after.cpu[of] - before.cpu[of]) / outcome.sent) * 1000
  const isPostgres = database === 'postgres'
  return {
    ...outcome,
    apiCpuSeconds: perThousand('api'),
    databaseCpuSeconds: perThousand('database'),
    workerCpuSeconds: perThousand('worker'),
    generatorCores: outcome.cpuSeconds / seconds,
    walBytesPerRequest: isPostgres ? (after.walBytes - before.walBytes) / outcome.sent : Number.NaN,
    requestsPerTransaction: isPostgres ? outcome.sent / (after.transactions - before.transactions) : Number.NaN,
  }
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  return items.map((_, index) => items[(index + by) % items.length] as Item)
}

function describeLeg({ round, contender, requestsPerSecond, p50Ms, p99Ms, ...cpu }: Leg): string {
  return (
    `round ${round + 1}  ${contender.title.padEnd(38)} ${String(contender.connections).padStart(2)} connections  ` +
    `${requestsPerSecond.toFixed(0).padStart(6)} req/s  p50 ${p50Ms.toFixed(3)} ms  p99 ${p99Ms.toFixed(3)} ms  ` +
    `CPU s/1000: api ${cpu.apiCpuSeconds.toFixed(3)} database ${cpu.databaseCpuSeconds.toFixed(3)}`
  )
}
