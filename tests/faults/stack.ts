import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type ModelServer, startModelServer } from '../model-server.ts'
import { FaultProxy } from '../services/fault-proxy.ts'
import { freePort } from '../services/free-port.ts'
import { startOwnPostgres } from '../services/own-postgres.ts'
import { startOwnRedis } from '../services/own-redis.ts'
import type { OwnServer } from '../services/own-server.ts'
import { inPostgres } from '../services/postgres-query.ts'
import { honestly } from './judge-behaviours.ts'
import { type RunningProgram, startProgram } from './program.ts'
import type { Query } from './reckoning.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** A whole AgentSentry with what it depends on, each in a process of its own. */
export interface Stack {
  /** The database as it is, around every fault of the network. */
  readonly databaseUrl: string
  readonly query: Query
  readonly judge: ModelServer
  readonly receiver: WebhookReceiver
  /** The one that runs now, or that ran last. */
  api(): RunningProgram
  /** All programs that are meant to run. */
  programs(): readonly RunningProgram[]
  end(): Promise<void>
}

/** API and worker as two processes, over PostgreSQL and Redis. */
export interface ServiceStack extends Stack {
  readonly postgres: OwnServer
  readonly redis: OwnServer
  /** The network between two of them. */
  readonly network: Readonly<Record<'apiToPostgres' | 'workerToPostgres' | 'workerToRedis', FaultProxy>>
  worker(): RunningProgram
  startApi(): Promise<void>
  startWorker(): Promise<void>
}

export interface ServiceStackOptions {
  /** Given a fresh PostgreSQL, says which of its databases is used. */
  readonly database?: (postgres: OwnServer) => Promise<string>
}

export async function startServiceStack({ database }: ServiceStackOptions = {}): Promise<ServiceStack> {
  const ends: (() => Promise<unknown>)[] = []
  const end = async () => {
    for (const one of ends.splice(0).reverse()) await one()
  }
  try {
    const [postgres, redis] = await Promise.all([startOwnPostgres(), startOwnRedis()])
    ends.push(postgres.end, redis.end)
    const network = {
      apiToPostgres: await FaultProxy.start({ port: postgres.port }),
      workerToPostgres: await FaultProxy.start({ port: postgres.port }),
      workerToRedis: await FaultProxy.start({ port: redis.port }),
    }
    ends.push(() => Promise.all(Object.values(network).map((proxy) => proxy.end())))
    const outside = await startOutside()
    ends.push(outside.end)
    const databaseUrl = (await database?.(postgres)) ?? postgres.url
    const apiPort = String(await freePort())
    const apiEnv = {
      ...outside.env,
      DATABASE_URL: network.apiToPostgres.through(databaseUrl),
      REDIS_URL: redis.url,
      AGENTSENTRY_API_PORT: apiPort,
    }
    const workerEnv = {
      ...outside.env,
      DATABASE_URL: network.workerToPostgres.through(databaseUrl),
      REDIS_URL: network.workerToRedis.through(redis.url),
      AGENTSENTRY_WORKER_PORT: '0',
    }
    let api = await startProgram('api', apiEnv)
    ends.push(() => api.stop())
    let worker = await startProgram('worker', workerEnv)
    ends.push(() => worker.stop())
    return {
      databaseUrl,
      query: (sql) => inPostgres(databaseUrl, sql),
      ...outside,
      postgres,
      redis,
      network,
      api: () => api,
      worker: () => worker,
      programs: () => [api, worker],
      startApi: async () => {
        api = await startProgram('api', apiEnv)
      },
      startWorker: async () => {
        worker = await startProgram('worker', workerEnv)
      },
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** API and worker as one process over SQLite, in that folder. */
export async function startSqliteStack(folder: string): Promise<Stack> {
  const path = join(folder, 'agentsentry.db')
  const databaseUrl = `sqlite:${path}`
  const outside = await startOutside()
  try {
    const env = { ...outside.env, DATABASE_URL: databaseUrl, AGENTSENTRY_API_PORT: '0' }
    const program = await startProgram('up', env)
    return {
      databaseUrl,
      query: async (sql) => queryFile(path, sql),
      ...outside,
      api: () => program,
      programs: () => [program],
      end: async () => {
        await program.stop()
        await outside.end()
      },
    }
  } catch (error) {
    await outside.end()
    throw error
  }
}

function queryFile<Row>(path: string, sql: string): Row[] {
  const database = new DatabaseSync(path, { timeout: 10_000 })
  try {
    return database.prepare(sql).all() as Row[]
  } finally {
    database.close()
  }
}

/** The judge and the receiver of webhooks, and the settings that lead to them. */
async function startOutside() {
  const judge = await startModelServer()
  judge.behave(honestly)
  const receiver = await startWebhookReceiver()
  const env = {
    LOG_LEVEL: 'warn',
    OPENROUTER_BASE_URL: judge.url,
    OPENROUTER_API_KEY: 'test',
    AGENTSENTRY_CHECKS: 'all',
    AGENTSENTRY_JUDGE_CONCURRENCY: '32',
    AGENTSENTRY_JUDGE_TIMEOUT_MS: '3000',
    AGENTSENTRY_JUDGE_CACHE_MINUTES: '0',
    // So that what the judge is shown is the trace that it judges, and nothing that came before it.
    AGENTSENTRY_JUDGE_WINDOW: '0',
    // What is judged too late is masked whole: then what was stored could not be told from what was lost.
    AGENTSENTRY_RULE_LIMIT_MS: '30000',
    AGENTSENTRY_TRACE_LIMIT_MS: '30000',
    AGENTSENTRY_WEBHOOK_URL: receiver.url,
    AGENTSENTRY_WEBHOOK_SECRET: 'the-secret-of-the-tests-of-faults',
    AGENTSENTRY_WEBHOOK_ALLOW: '127.0.0.1',
  }
  const end = async () => {
    await judge.close()
    await receiver.close()
  }
  return { judge, receiver, env, end }
}
