import { startModelServer } from '../../tests/model-server.ts'
import { startOwnPostgres } from '../../tests/services/own-postgres.ts'
import { startOwnRedis } from '../../tests/services/own-redis.ts'
import { describeMachine } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { type Drain, drain } from './drain.ts'
import { parseQueueBenchOptions } from './options.ts'

/** `npm run bench -- queue`: how fast workers make checks that wait, with and without Redis, and how soon they begin. */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseQueueBenchOptions(parameters)
  const { checks, concurrency, judgeMs } = options
  const [postgres, redis, model] = [await startOwnPostgres(), await startOwnRedis(), await startModelServer()]
  try {
    const rows: string[] = []
    for (const workers of options.workers)
      for (const queue of ['database', 'Redis'] as const) {
        const redisUrl = queue === 'Redis' ? redis.url : ''
        const measured = await drain({ ...options, postgresUrl: postgres.url, redisUrl, model, workers })
        rows.push(rowOf(measured, { workers, queue, ideal: (workers * concurrency * 1_000) / judgeMs }))
        console.log(rows.at(-1))
      }
    const results = [
      `- ${describeMachine(postgres.folder)}`,
      `- ${count(checks)} checks, a judge that takes ${judgeMs} ms, ${concurrency} at once in each worker`,
      '',
      '| Workers | Checks come from | Checks a second | Ideal | Of it | CPU of workers, ms a check | Idle worker begins after, ms: median | most |',
      '|--:|---|--:|--:|--:|--:|--:|--:|',
      ...rows,
    ].join('\n')
    console.log(results)
    if (options.write) writeSection('queue', results)
  } finally {
    await model.close()
    await redis.end()
    await postgres.end()
  }
}

function rowOf(
  { checksASecond, workerCpuMs, wakeUpsMs }: Drain,
  { workers, queue, ideal }: { readonly workers: number; readonly queue: string; readonly ideal: number },
): string {
  const sorted = wakeUpsMs.toSorted((left, right) => left - right)
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const share = `${Math.round((checksASecond / ideal) * 100)} %`
  return `| ${workers} | ${queue} | ${count(checksASecond)} | ${count(ideal)} | ${share} | ${workerCpuMs.toFixed(2)} | ${count(median)} | ${count(sorted.at(-1) ?? Number.NaN)} |`
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
