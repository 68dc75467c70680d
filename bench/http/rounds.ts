import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type ContenderName, type Contenders, contenderNames } from './contenders.ts'
import type { LoadJob, LoadMessage, LoadOutcome } from './load.ts'

/** Numbers of connections that are measured: one agent that waits for each answer, and many at once. */
export const connectionCounts = [1, 50] as const
export type ConnectionCount = (typeof connectionCounts)[number]

export interface Plan {
  readonly rounds: number
  readonly secondsPerLeg: number
  readonly warmUpSeconds: number
}

/** One server under one load in one round. */
export interface Leg extends LoadOutcome {
  readonly round: number
  readonly contender: ContenderName
  readonly connections: ConnectionCount
  readonly serverCpuMicrosPerRequest: number
  /** Share of a core that the load generator was busy: near 1 it is what bounds the figure. */
  readonly generatorCores: number
}

export interface Measurement {
  readonly legs: readonly Leg[]
  /** Answers of AgentSentry with a 2xx status, warm-up included. */
  readonly acknowledged: number
}

/**
 * Measures all servers in each round, in an order that rotates from round to round, so that whatever slows the machine
 * down for a while slows all of them.
 */
export async function runRounds(
  { servers, bodies }: Contenders,
  plan: Plan,
  tell: (line: string) => void,
): Promise<Measurement> {
  const generator = new LoadGenerator(bodies)
  const legs: Leg[] = []
  let acknowledged = 0
  const measure = async (contender: ContenderName, connections: ConnectionCount, seconds: number) => {
    const server = servers[contender]
    const cpuBefore = server.cpuSeconds()
    const outcome = await generator.run({ url: server.url, connections, seconds })
    const serverCpuMicrosPerRequest = ((server.cpuSeconds() - cpuBefore) / outcome.sent) * 1e6
    if (outcome.failed > 0) throw new Error(`${outcome.failed} of ${outcome.sent} requests to ${contender} failed`)
    if (contender === 'agentsentry') acknowledged += outcome.acknowledged
    const generatorCores = outcome.cpuSeconds / seconds
    return { ...outcome, contender, connections, serverCpuMicrosPerRequest, generatorCores }
  }
  try {
    for (const contender of contenderNames)
      for (const connections of connectionCounts) await measure(contender, connections, plan.warmUpSeconds)
    for (let round = 0; round < plan.rounds; round++) {
      for (const connections of connectionCounts) {
        for (const contender of rotated(contenderNames, round)) {
          const leg = { round, ...(await measure(contender, connections, plan.secondsPerLeg)) }
          legs.push(leg)
          tell(describeLeg(leg))
        }
      }
    }
  } finally {
    generator.stop()
  }
  return { legs, acknowledged }
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  return items.map((_, index) => items[(index + by) % items.length] as Item)
}

function describeLeg({ round, contender, connections, requestsPerSecond, p50Ms, p99Ms, ...cpu }: Leg): string {
  return (
    `round ${round + 1}  ${String(connections).padStart(2)} connections  ${contender.padEnd(11)} ` +
    `${requestsPerSecond.toFixed(0).padStart(6)} req/s  p50 ${p50Ms.toFixed(3)} ms  p99 ${p99Ms.toFixed(3)} ms  ` +
    `server ${cpu.serverCpuMicrosPerRequest.toFixed(0)} µs/req  generator ${cpu.generatorCores.toFixed(2)} cores`
  )
}

/** The load generator, in a process of its own for the whole run: it warms up once, and for all alike. */
class LoadGenerator {
  readonly #process: ChildProcess

  constructor(bodies: readonly string[]) {
    this.#process = fork(join(import.meta.dirname, 'load.ts'))
    this.#send({ kind: 'bodies', bodies })
  }

  async run(job: LoadJob): Promise<LoadOutcome> {
    const ended = new AbortController()
    try {
      const outcome = once(this.#process, 'message', { signal: ended.signal })
      const failure = once(this.#process, 'exit', { signal: ended.signal }).then(() => {
        throw new Error('the load generator ended before its time')
      })
      this.#send({ kind: 'job', ...job })
      failure.catch(() => {})
      outcome.catch(() => {})
      return (await Promise.race([outcome, failure]))[0]
    } finally {
      ended.abort()
    }
  }

  stop(): void {
    this.#process.disconnect()
  }

  #send(message: LoadMessage): void {
    this.#process.send(message)
  }
}
