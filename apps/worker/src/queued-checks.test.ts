import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { type CheckQueue, QueueUnavailable } from '@agentsentry/pipeline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { queueTraces } from '../../../tests/queued-traces.ts'
import { until } from '../../../tests/until.ts'
import { QueuedChecks } from './queued-checks.ts'
import type { WorkerLog } from './worker-log.ts'

/** A queue whose faults are chosen: what a real Redis does is tested with the adapter, and whole in `tests/queue.test.ts`. */
class FaultyQueue implements CheckQueue {
  names: string[] = []
  fault: 'none' | 'away' | 'read-only' | 'black-hole' = 'none'
  most = 0

  async offer(traceIds: readonly string[]): Promise<void> {
    if (this.fault === 'away' || this.fault === 'read-only') throw new QueueUnavailable(`Redis: ${this.fault}`)
    if (this.fault === 'black-hole') return
    this.names.push(...traceIds.filter((id) => !this.names.includes(id)))
    this.most = Math.max(this.most, this.names.length)
  }

  async take(limit: number): Promise<string[]> {
    if (this.fault === 'away' || this.fault === 'read-only') throw new QueueUnavailable(`Redis: ${this.fault}`)
    return this.names.splice(0, limit)
  }

  async waiting(): Promise<number> {
    if (this.fault === 'away') throw new QueueUnavailable('Redis: away')
    return this.names.length
  }

  async close(): Promise<void> {}
}

let store: SqliteStore
let queue: FaultyQueue
let told: string[]
let nowMs: number
let checks: QueuedChecks

beforeEach(async () => {
  store = await SqliteStore.open({ path: ':memory:' })
  queue = new FaultyQueue()
  told = []
  nowMs = Date.now() + 60_000
})
afterEach(async () => {
  await checks.stop()
  await store.close()
})

async function begin(): Promise<void> {
  const tell = (_details: object, message: string) => void told.push(message)
  const log: WorkerLog = { info: tell, warn: tell, error: tell }
  const clock = { nowMs: () => nowMs }
  checks = new QueuedChecks({ outbox: store.outbox, queue, clock, log, leaseMs: 1_000, concurrency: 4 })
  await until(async () => (checks.fault === 'not connected yet' ? null : true))
}

async function claimed(limit: number): Promise<string[]> {
  return (await checks.claim(limit)).map(({ traceId }) => traceId)
}

test('what is due is passed through the queue, oldest first, and only so much ahead', async () => {
  await begin()
  const ids = await queueTraces(store.project('default'), 40)
  expect(await claimed(4)).toEqual(ids.slice(0, 4))
  expect(queue.most).toBe(8)
  const rest: string[] = []
  while (rest.length < 36) rest.push(...(await claimed(4)))
  expect(rest).toEqual(ids.slice(4))
  expect(await claimed(4)).toEqual([])
})

test('one project’s backlog is not put ahead of what others have, and the queue stays short', async () => {
  await begin()
  await store.projects.createProject({ id: 'other', name: 'other', createdAtMs: 1 }, 'someone')
  await queueTraces(store.project('default'), 500)
  const claimedInSeconds = async (seconds: number) => {
    const ids: string[] = []
    for (let second = 0; second < seconds; second++) {
      nowMs += 1_000
      ids.push(...(await claimed(4)))
    }
    return ids
  }
  await claimedInSeconds(10)
  const late = await queueTraces(store.project('other'), 3)
  // At most 8 stood in the queue when they came; of the next 8 every second one is theirs.
  const next = await claimedInSeconds(4)
  expect(new Set(next.filter((id) => late.includes(id)))).toEqual(new Set(late))
  expect(queue.most).toBe(8)
})

test('names that others have claimed, that are done, or that never were, come to nothing', async () => {
  await begin()
  const ids = await queueTraces(store.project('default'), 3)
  await store.outbox.claimCheck(ids[0] as string, { leaseMs: 9_000, nowMs })
  queue.names = [ids[0] as string, 'no-such-trace', ids[1] as string]
  expect((await claimed(3)).sort()).toEqual(ids.slice(1))
})

test('what the queue has lost is offered again', async () => {
  await begin()
  const ids = await queueTraces(store.project('default'), 6)
  expect(await claimed(2)).toEqual(ids.slice(0, 2))
  queue.names = []
  expect(await claimed(4)).toEqual(ids.slice(2))
})

test('what a queue swallows without a word is claimed all the same, some seconds late', async () => {
  await begin()
  queue.fault = 'black-hole'
  const ids = await queueTraces(store.project('default'), 3)
  nowMs = Date.now()
  expect(await claimed(4)).toEqual([])
  nowMs += 6_000
  const claims = await checks.claim(4)
  expect(claims.map(({ traceId }) => traceId)).toEqual(ids)
  // With the lease that any other would have.
  expect(await store.outbox.dueChecks({ limit: 9, nowMs: nowMs + 999 })).toEqual([])
  expect(await store.outbox.dueChecks({ limit: 9, nowMs: nowMs + 1_000 })).toHaveLength(3)
})

test('while the queue is away, from the start or later, checks come from the outbox; it is told of once, and once when it is back', async () => {
  queue.fault = 'away'
  await begin()
  const ids = await queueTraces(store.project('default'), 12)
  expect(await claimed(4)).toEqual(ids.slice(0, 4))
  expect(checks.fault).toBe('Redis: away')
  queue.fault = 'none'
  await until(async () => (checks.fault === null ? true : null))
  expect(await claimed(4)).toEqual(ids.slice(4, 8))
  expect(told).toEqual([
    'Redis cannot be used, see REDIS_URL: checks are taken from the database meanwhile',
    'Redis is back: checks are passed on through it',
  ])
  queue.fault = 'away'
  expect((await claimed(4)).length + (await claimed(4)).length).toBe(4)
  expect(told).toHaveLength(3)
})

test('a queue that can be read but not written to is not back', async () => {
  await begin()
  await queueTraces(store.project('default'), 8)
  queue.fault = 'read-only'
  await claimed(1)
  for (let round = 0; round < 3; round++) {
    await until(async () => (checks.fault === null ? true : null))
    await claimed(1)
  }
  expect(told).toEqual(['Redis cannot be used, see REDIS_URL: checks are taken from the database meanwhile'])
})
