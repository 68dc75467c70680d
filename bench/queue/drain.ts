import { randomBytes } from 'node:crypto'
import { openStore } from '@agentsentry/adapters/open-store'
import { type RunningProgram, startProgram } from '../../tests/faults/program.ts'
import type { ModelServer } from '../../tests/model-server.ts'
import { isOutboxEmpty, queueTraces, readAppliedChecks } from '../../tests/queued-traces.ts'
import { inPostgres } from '../../tests/services/postgres-query.ts'
import { inRedis } from '../../tests/services/redis.ts'
import { until } from '../../tests/until.ts'
import { cpuSecondsOf } from '../http/cpu-time.ts'

export interface DrainOptions {
  readonly postgresUrl: string
  /** Empty: workers take checks from the database. */
  readonly redisUrl: string
  readonly model: ModelServer
  readonly checks: number
  readonly workers: number
  readonly concurrency: number
  readonly judgeMs: number
}

export interface Drain {
  readonly checksASecond: number
  /** What all workers together took, in milliseconds of CPU for each check. */
  readonly workerCpuMs: number
  /** From recording one trace, with nothing else to do, until the judge is asked: each of some, in milliseconds. */
  readonly wakeUpsMs: readonly number[]
}

const withinMs = 30 * 60_000
const wakeUps = 20

/** Has workers make all checks that wait in a database of their own. Fails unless each was applied once. */
export async function drain(options: DrainOptions): Promise<Drain> {
  const name = `bench_${randomBytes(6).toString('hex')}`
  await inPostgres(options.postgresUrl, `create database "${name}"`)
  const databaseUrl = Object.assign(new URL(options.postgresUrl), { pathname: `/${name}` }).href
  if (options.redisUrl !== '') await inRedis(options.redisUrl, 'FLUSHALL')
  const store = await openStore(databaseUrl)
  let running: readonly RunningProgram[] = []
  try {
    options.model.behave({ kind: 'answer', delayMs: options.judgeMs })
    running = await Promise.all(Array.from({ length: options.workers }, () => startWorker(databaseUrl, options)))
    const wakeUpsMs: number[] = []
    for (let round = 0; round < wakeUps; round++) {
      const before = options.model.count
      const begin = performance.now()
      await queueTraces(store.project('default'), 1)
      while (options.model.count === before) await new Promise((resolve) => setTimeout(resolve, 2))
      wakeUpsMs.push(performance.now() - begin)
      await until(async () => ((await isOutboxEmpty(store)) ? true : null), withinMs)
      // At another moment of each worker's round every time.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
    }
    const cpuBefore = cpuOf(running)
    await queueTraces(store.project('default'), options.checks)
    const { seconds } = await untilApplied(databaseUrl, wakeUps + options.checks)
    const workerCpuMs = ((cpuOf(running) - cpuBefore) * 1_000) / options.checks
    const { checks, spent } = await readAppliedChecks(databaseUrl)
    if (checks !== wakeUps + options.checks || spent !== checks)
      throw new Error(`${checks} checks kept, ${spent} paid for, ${wakeUps + options.checks} wanted`)
    return { checksASecond: options.checks / seconds, workerCpuMs, wakeUpsMs }
  } finally {
    for (const worker of running) await worker.stop()
    await store.close()
    await inPostgres(options.postgresUrl, `drop database "${name}" with (force)`)
  }
}

/** From the first to the last check that was applied after the wake-ups. */
async function untilApplied(databaseUrl: string, count: number): Promise<{ seconds: number }> {
  const read = async () => {
    const [row] = await inPostgres<{ all: string; last: string; first: string }>(
      databaseUrl,
      `select count(*) as "all", max(created_at) as "last",
        (select created_at from checks order by created_at, trace_id offset ${wakeUps} limit 1) as "first" from checks`,
    )
    if (Number(row?.all) < count) return null
    return { seconds: (Number(row?.last) - Number(row?.first)) / 1_000 }
  }
  return until(async () => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    return read()
  }, withinMs)
}

function startWorker(databaseUrl: string, { redisUrl, model, concurrency }: DrainOptions): Promise<RunningProgram> {
  return startProgram('worker', {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    OPENROUTER_BASE_URL: model.url,
    OPENROUTER_API_KEY: 'bench',
    AGENTSENTRY_WORKER_PORT: '0',
    AGENTSENTRY_JUDGE_CONCURRENCY: String(concurrency),
    AGENTSENTRY_JUDGE_WINDOW: '0',
    AGENTSENTRY_JUDGE_CACHE_MINUTES: '0',
    LOG_LEVEL: 'warn',
  })
}

function cpuOf(workers: readonly RunningProgram[]): number {
  return workers.reduce((total, { processId }) => total + cpuSecondsOf(processId), 0)
}
