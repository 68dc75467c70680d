import type { Deployment } from './deployment.ts'
import type { LoadGenerator } from './load-generator.ts'
import type { ScaleOptions } from './options.ts'
import { treeMemoryMiB } from './process-tree.ts'
import type { Acknowledged } from './rounds.ts'

export interface MemorySample {
  readonly atSeconds: number
  readonly mebibytes: number
}

/** By the name of what was watched. */
export type MemoryRun = ReadonlyMap<string, readonly MemorySample[]>

/** How many API processes share the load on PostgreSQL; the rest are idle. */
const loadedApis = 2
const connections = 20
/** Short, so that both databases are under load in turn all the time. */
const turnSeconds = 5

/** Loads both databases in turn for the time asked for, and samples the memory of every process meanwhile. */
export async function watchMemory(
  deployment: Deployment,
  generator: LoadGenerator,
  { memoryMinutes, memorySampleSeconds }: ScaleOptions,
  acknowledged: Acknowledged,
): Promise<MemoryRun> {
  const { sqlite, apis, worker, postgresId } = deployment
  const watched = new Map([
    ['SQLite, `up`', sqlite.processId],
    ...apis.slice(0, loadedApis).map(({ processId }, at) => [`API process ${at + 1}`, processId] as const),
    ['Worker', worker.processId],
    ['PostgreSQL', postgresId],
  ])
  const samples = new Map([...watched.keys()].map((name) => [name, [] as MemorySample[]]))
  const startedAt = performance.now()
  const secondsSoFar = () => (performance.now() - startedAt) / 1000
  const look = () => {
    const atSeconds = secondsSoFar()
    for (const [name, id] of watched) samples.get(name)?.push({ atSeconds, mebibytes: treeMemoryMiB(id) })
  }
  const looks = repeatedly(look, memorySampleSeconds)
  try {
    const seconds = Math.min(turnSeconds, memoryMinutes * 30)
    const keepsSessions = false
    while (secondsSoFar() < memoryMinutes * 60) {
      const onFile = { database: 'sqlite', urls: [sqlite.url] } as const
      const onServer = { database: 'postgres', urls: apis.slice(0, loadedApis).map(({ url }) => url) } as const
      for (const target of [onFile, onServer]) {
        const outcome = await generator.run({ ...target, connections, seconds, keepsSessions })
        acknowledged[target.database] += outcome.acknowledged
      }
      looks.throwIfFailed()
    }
  } finally {
    looks.stop()
  }
  return samples
}

/** Calls it at once and every so often. What it throws is kept until it is asked for. */
function repeatedly(look: () => void, seconds: number) {
  let failure: unknown = null
  const lookOrKeep = () => {
    try {
      look()
    } catch (error) {
      failure ??= error
    }
  }
  lookOrKeep()
  const timer = setInterval(lookOrKeep, seconds * 1000)
  return {
    stop: () => clearInterval(timer),
    throwIfFailed: () => {
      if (failure !== null) throw failure
    },
  }
}
