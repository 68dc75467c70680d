import { openStore } from '@agentsentry/adapters/open-store'
import type { Check } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { startApiUnderTest } from '../apps/api/src/routes/api-under-test.ts'
import type { Store } from '../packages/pipeline/src/index.ts'
import { type RunningProgram, startProgram } from './faults/program.ts'
import { type ModelServer, startModelServer } from './model-server.ts'
import { askedAbout, isOutboxEmpty, queueTraces, readAppliedChecks } from './queued-traces.ts'
import { describeWithService } from './services/describe-with-service.ts'
import { FaultProxy } from './services/fault-proxy.ts'
import { startOwnRedis, whyNoOwnRedis } from './services/own-redis.ts'
import type { OwnServer } from './services/own-server.ts'
import { describeWithPostgres } from './services/postgres.ts'
import { inRedis } from './services/redis.ts'
import { until } from './until.ts'

// Real workers in processes of their own, over one real database, with and without Redis. Most of the time is spent
// waiting for the lease of one that was killed, so they run at the same time.

const withinMs = 120_000

/** What one test has started, ended with it. */
class Bench {
  readonly #ends: (() => Promise<unknown>)[] = []

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end()
  }

  async model(): Promise<ModelServer> {
    const model = await startModelServer()
    this.#ends.push(() => model.close())
    return model
  }

  async store(url: string): Promise<Store> {
    const store = await openStore(url)
    this.#ends.push(() => store.close())
    return store
  }

  async redis(): Promise<OwnServer> {
    const redis = await startOwnRedis()
    this.#ends.push(() => redis.end())
    return redis
  }

  async proxy(port: number): Promise<FaultProxy> {
    const proxy = await FaultProxy.start({ port })
    this.#ends.push(() => proxy.end())
    return proxy
  }

  async worker(env: Readonly<Record<string, string>>): Promise<RunningProgram> {
    const worker = await startProgram('worker', {
      AGENTSENTRY_WORKER_PORT: '0',
      OPENROUTER_API_KEY: 'test',
      AGENTSENTRY_JUDGE_WINDOW: '0',
      AGENTSENTRY_JUDGE_CONCURRENCY: '4',
      LOG_LEVEL: 'info',
      ...env,
    })
    this.#ends.push(() => worker.stop())
    return worker
  }
}

interface LogLine {
  readonly level: number
  readonly msg: string
  readonly err?: { readonly code?: string; readonly cause?: { readonly message?: string } }
}

function linesOf(worker: RunningProgram): LogLine[] {
  return worker
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

/** Nothing here hurts the database; but a machine that stalls may let a statement overrun its time. */
function errorsOf(worker: RunningProgram): LogLine[] {
  const isLate = ({ err }: LogLine) => err?.code === 'store_unavailable' && /timeout/.test(err.cause?.message ?? '')
  return linesOf(worker).filter((line) => line.level >= 50 && !isLate(line))
}

const away = 'Redis cannot be used, see REDIS_URL: checks are taken from the database meanwhile'
const back = 'Redis is back: checks are passed on through it'

async function readinessOf(worker: RunningProgram) {
  const response = await fetch(`${worker.url}/readyz`)
  return { code: response.status, ...((await response.json()) as { redis: { status: string; cause?: string } }) }
}

type Trouble = (redis: OwnServer | null) => Promise<void>

describeWithPostgres('workers', (postgres) => {
  describeWithService('with Redis and without', whyNoOwnRedis(), () => {
    test.concurrent.each(['the database', 'Redis'] as const)(
      'over %s make every check once, though one is killed, and Redis is flushed, killed and started again',
      { timeout: withinMs },
      async (queue) => {
        const count = 400
        await using bench = new Bench()
        const databaseUrl = await postgres.createDatabase()
        const redis = queue === 'Redis' ? await bench.redis() : null
        const [model, store] = [await bench.model(), await bench.store(databaseUrl)]
        await queueTraces(store.project('default'), count)
        const asked = new Map<number, number>()
        model.behave((call) => {
          const number = askedAbout(call)
          asked.set(number, (asked.get(number) ?? 0) + 1)
          return { kind: 'answer', delayMs: 60, opinion: { decision: 'block' } }
        })
        const env = { DATABASE_URL: databaseUrl, OPENROUTER_BASE_URL: model.url, REDIS_URL: redis?.url ?? '' }
        const workers = await Promise.all([bench.worker(env), bench.worker(env), bench.worker(env)])
        const troubles: [number, Trouble][] = [
          [60, async (server) => void (server && (await inRedis(server.url, 'FLUSHALL')))],
          [120, async () => workers[0]?.kill()],
          [160, async (server) => server?.kill()],
          [240, async (server) => server?.start()],
        ]
        for (const [after, trouble] of troubles) {
          await until(async () => (model.count >= after ? true : null), withinMs)
          await trouble(redis)
        }
        await until(async () => ((await isOutboxEmpty(store)) ? true : null), withinMs)
        expect(await readAppliedChecks(databaseUrl)).toEqual({
          checks: count,
          raises: count,
          raisedTraces: count,
          spent: count,
        })
        expect([...asked.keys()].sort((left, right) => left - right)).toEqual(
          Array.from({ length: count }, (_, at) => at),
        )
        // Only what the killed one had may be asked about again; a machine that stalls may add some.
        expect(model.count).toBeLessThan(count * 1.2)
        for (const worker of workers.slice(1)) {
          expect(await worker.stop()).toBe(0)
          expect(errorsOf(worker)).toEqual([])
          const told = linesOf(worker).filter(({ msg }) => msg === away)
          expect(told.length).toBeLessThanOrEqual(redis === null ? 0 : 2)
        }
      },
    )

    test.each(['the database', 'Redis'] as const)(
      'over %s make what another project comes with while the backlog of the first still waits',
      { timeout: withinMs },
      async (queue) => {
        await using bench = new Bench()
        const databaseUrl = await postgres.createDatabase()
        const redis = queue === 'Redis' ? await bench.redis() : null
        const [model, store] = [await bench.model(), await bench.store(databaseUrl)]
        model.behave({ kind: 'answer', delayMs: 50 })
        await store.projects.createProject({ id: 'other', name: 'other', createdAtMs: 1 }, 'someone')
        await queueTraces(store.project('default'), 600)
        const env = { DATABASE_URL: databaseUrl, OPENROUTER_BASE_URL: model.url, REDIS_URL: redis?.url ?? '' }
        await bench.worker(env)
        await until(async () => (model.count >= 40 ? true : null), withinMs)
        const ids = await queueTraces(store.project('other'), 3)
        const isDone = async (id: string) => (await store.project('other').check(id))?.state === 'done'
        await until(async () => ((await Promise.all(ids.map(isDone))).every(Boolean) ? true : null), withinMs)
        expect((await store.outbox.depth()).waiting).toBeGreaterThan(200)
      },
    )

    test('one that is stopped gives back what it has, at once and untried, and the next makes it', {
      timeout: withinMs,
    }, async () => {
      await using bench = new Bench()
      const databaseUrl = await postgres.createDatabase()
      const redis = await bench.redis()
      const [model, store] = [await bench.model(), await bench.store(databaseUrl)]
      const env = { DATABASE_URL: databaseUrl, OPENROUTER_BASE_URL: model.url }
      for (const REDIS_URL of ['', redis.url]) {
        const ids = await queueTraces(store.project('default'), 4)
        model.behave({ kind: 'hang' })
        const first = await bench.worker({ ...env, REDIS_URL })
        await until(async () => (model.underWay === 4 ? true : null), withinMs)
        expect(await store.outbox.dueChecks({ limit: 9, nowMs: Date.now() })).toEqual([])
        expect(await first.stop()).toBe(0)
        const due = await store.outbox.dueChecks({ limit: 9, nowMs: Date.now() })
        expect(due.map(({ traceId }) => traceId).sort()).toEqual(ids.sort())
        model.behave({ kind: 'answer' })
        const next = await bench.worker({ ...env, REDIS_URL })
        await until(async () => ((await isOutboxEmpty(store)) ? true : null), withinMs)
        expect(await store.project('default').check(ids[0] as string)).toMatchObject({ state: 'done', attempts: 1 })
        expect(await next.stop()).toBe(0)
      }
    })

    test('a Redis that is refused, or hangs, from the start is told of once, and checks are made; when it comes, it is used', {
      timeout: withinMs,
    }, async () => {
      await using bench = new Bench()
      const databaseUrl = await postgres.createDatabase()
      const redis = await bench.redis()
      const [model, store] = [await bench.model(), await bench.store(databaseUrl)]
      for (const fault of ['refuse', 'hang'] as const) {
        const proxy = await bench.proxy(redis.port)
        await proxy.become(fault)
        const worker = await bench.worker({
          DATABASE_URL: databaseUrl,
          OPENROUTER_BASE_URL: model.url,
          REDIS_URL: proxy.through(redis.url),
        })
        await queueTraces(store.project('default'), 20)
        await until(async () => ((await isOutboxEmpty(store)) ? true : null), withinMs)
        const told = () => linesOf(worker).filter(({ msg }) => msg === away)
        await until(async () => (told().length > 0 ? true : null), withinMs)
        expect(await readinessOf(worker)).toMatchObject({
          code: 200,
          status: 'degraded',
          store: { status: 'ok' },
          redis: { status: 'degraded', cause: expect.stringMatching(/^Redis: /) },
          judge: { status: 'ok' },
        })
        await proxy.become('pass')
        await until(async () => ((await readinessOf(worker)).redis.status === 'ok' ? true : null), withinMs)
        await queueTraces(store.project('default'), 20)
        await until(async () => (linesOf(worker).some(({ msg }) => msg === back) ? true : null), withinMs)
        await until(async () => ((await isOutboxEmpty(store)) ? true : null), withinMs)
        expect(told()).toHaveLength(1)
        const metrics = await (await fetch(`${worker.url}/metrics`)).text()
        expect(metrics).toContain('agentsentry_queue_depth{queue="checks",state="waiting"} 0')
        expect(metrics).toContain('agentsentry_queue_depth{queue="redis",state="waiting"} 0')
        expect(await worker.stop()).toBe(0)
        expect(errorsOf(worker)).toEqual([])
      }
    })

    test('a check that is given up is listed, and made when somebody asks for it again', {
      timeout: withinMs,
    }, async () => {
      await using bench = new Bench()
      const databaseUrl = await postgres.createDatabase()
      const redis = await bench.redis()
      const model = await bench.model()
      model.behave({ kind: 'words', text: 'I would rather not.' })
      const api = await startApiUnderTest({
        env: { DATABASE_URL: databaseUrl, OPENROUTER_API_KEY: 'test', OPENROUTER_BASE_URL: model.url },
      })
      try {
        const worker = await bench.worker({
          DATABASE_URL: databaseUrl,
          OPENROUTER_BASE_URL: model.url,
          REDIS_URL: redis.url,
          AGENTSENTRY_JUDGE_ATTEMPTS: '1',
        })
        const { id: session } = await api.newSession()
        const { id } = await api.check(session, 'user', { text: 'good morning' })
        const dead = await until(async () => (await api.get<Check[]>('/checks?state=dead')).body[0] ?? null, withinMs)
        expect(dead).toMatchObject({ id, state: 'dead', attempts: 1, cause: expect.stringMatching(/^malformed: /) })
        model.behave({ kind: 'answer' })
        expect((await api.post(`/checks/${id}/retry`)).status).toBeLessThan(300)
        const done = await until(async () => {
          const { body } = await api.get<Check>(`/traces/${id}/check`)
          return body.state === 'done' ? body : null
        }, withinMs)
        expect(done.result).toMatchObject({ decision: 'allow', raised: false })
        expect((await api.get<Check[]>('/checks?state=dead')).body).toEqual([])
        expect(await worker.stop()).toBe(0)
      } finally {
        await api.stop()
      }
    })
  })
})
