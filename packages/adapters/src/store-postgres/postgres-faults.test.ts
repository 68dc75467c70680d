import { setTimeout as wait } from 'node:timers/promises'
import { SentryError } from '@agentsentry/contract'
import { defaultProjectId } from '@agentsentry/pipeline'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeWithService } from '../../../../tests/services/describe-with-service.ts'
import { FaultProxy } from '../../../../tests/services/fault-proxy.ts'
import { startOwnPostgres, whyNoOwnPostgres } from '../../../../tests/services/own-postgres.ts'
import { entryOf, sessionIn, traceOf } from '../conformance/invented-rows.ts'
import { PostgresStore } from './postgres-store.ts'

const answerTimeoutMs = 2_000
/** Told at once, on a machine that has other things to do. */
const fastMs = 1_000

describeWithService('PostgreSQL that goes away', whyNoOwnPostgres(), () => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>>
  let proxy: FaultProxy
  let store: PostgresStore
  beforeAll(async () => {
    server = await startOwnPostgres()
    proxy = await FaultProxy.start({ port: server.port })
  })
  afterEach(() => store.close())
  afterAll(async () => {
    await proxy.end()
    await server.end()
  })

  const project = () => store.project(defaultProjectId)
  const recordOne = (sessionId: string) => {
    const trace = traceOf(sessionId)
    return project()
      .record(entryOf(trace))
      .then(() => trace.id)
  }
  /** How long it took to be refused, and with what. */
  const refused = async (work: () => Promise<unknown>) => {
    const began = performance.now()
    const error: unknown = await work().then(
      () => null,
      (error: unknown) => error,
    )
    expect(error).toBeInstanceOf(SentryError)
    expect(error).toMatchObject({ code: 'store_unavailable' })
    return performance.now() - began
  }
  const untilItWorks = async (work: () => Promise<unknown>) => {
    const endMs = performance.now() + 20_000
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (performance.now() > endMs) throw error
        await wait(50)
      }
    }
  }

  test('killed under load, it has every trace that was acknowledged, and all goes on when it is back', async () => {
    store = await PostgresStore.open({ url: server.url, answerTimeoutMs })
    const sessions = await Promise.all([1, 2, 3, 4].map(() => sessionIn(project())))
    const acknowledged: string[] = []
    const failures: unknown[] = []
    let isOver = false
    const callers = sessions.flatMap((sessionId) =>
      [1, 2, 3, 4].map(async () => {
        while (!isOver) {
          await recordOne(sessionId).then(
            (id) => acknowledged.push(id),
            (error: unknown) => {
              failures.push(error)
              return wait(5)
            },
          )
        }
      }),
    )
    while (acknowledged.length < 200) await wait(10)
    await server.kill()
    const down = acknowledged.length
    for (const work of [
      () => recordOne(sessions[0] as string),
      () => project().sessions({}, { limit: 1 }),
      () => store.ping(),
    ])
      expect(await refused(work)).toBeLessThan(fastMs)
    await server.start()
    while (acknowledged.length < down + 100) await wait(10)
    isOver = true
    await Promise.all(callers)
    expect(failures.length).toBeGreaterThan(0)
    for (const failure of failures) expect(failure).toMatchObject({ code: 'store_unavailable' })
    const recorded = new Set<string>()
    for (const sessionId of sessions)
      for (const { id } of await project().traces(sessionId, { limit: 100_000, order: 'asc' })) recorded.add(id)
    expect(acknowledged.filter((id) => !recorded.has(id))).toEqual([])
  })

  test.each(['hang', 'hang-replies'] as const)(
    'behind a network that shows `%s`, it is waited for once, then refused at once, and found again',
    async (state) => {
      store = await PostgresStore.open({ url: proxy.through(server.url), answerTimeoutMs })
      const sessionId = await sessionIn(project())
      await recordOne(sessionId)
      await proxy.become(state)
      const first = await refused(() => recordOne(sessionId))
      expect(first).toBeGreaterThan(answerTimeoutMs / 2)
      expect(first).toBeLessThan(answerTimeoutMs + fastMs)
      const next = await Promise.all(
        [() => recordOne(sessionId), () => project().sessions({}, { limit: 1 }), () => store.ping()].map(refused),
      )
      expect(Math.max(...next)).toBeLessThan(fastMs)
      await proxy.become('pass')
      await untilItWorks(() => recordOne(sessionId))
      const ids = (await project().traces(sessionId, { limit: 99, order: 'asc' })).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    },
  )

  test('connections that break while nobody uses them are replaced without anybody noticing', async () => {
    const lost: Error[] = []
    store = await PostgresStore.open({
      url: proxy.through(server.url),
      answerTimeoutMs,
      onConnectionLost: (error) => lost.push(error),
    })
    const sessionId = await sessionIn(project())
    await proxy.become('cut')
    await proxy.become('pass')
    while (lost.length === 0) await wait(10)
    await recordOne(sessionId)
    expect(await project().traces(sessionId, { limit: 9, order: 'asc' })).toHaveLength(1)
  })
})
