import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import type { Tallies } from '@agentsentry/pipeline'
import { expect, test } from 'vitest'
import { Tallier } from './tallier.ts'

const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}

interface Told {
  readonly message: string
}

function logTo(told: Told[]) {
  const tell = (_details: object, message: string) => told.push({ message })
  return { info: tell, warn: tell, error: tell }
}

test('traces are counted a batch after another until none is left, and old minutes expire', async () => {
  const asked: number[] = []
  let expired = 0
  let left = 600
  const tallies: Tallies = {
    tally: async ({ limit }) => {
      asked.push(limit)
      const counted = Math.min(limit, left)
      left -= counted
      return counted
    },
    expireMinutes: async () => ++expired,
  }
  const tallier = new Tallier(tallies, logTo([]), 10)
  await until(() => left === 0 && expired > 0)
  await tallier.stop()
  expect(asked.slice(0, 3)).toEqual([250, 250, 250])
  expect(expired).toBe(1)
})

test('a store that fails is told of once, and asked again until it does not', async () => {
  const told: Told[] = []
  let failures = 3
  const tallies: Tallies = {
    tally: async () => {
      if (failures-- > 0) throw new Error('the store is away')
      return 0
    },
    expireMinutes: async () => 0,
  }
  const tallier = new Tallier(tallies, logTo(told), 5)
  await until(() => failures < 0)
  await tallier.stop()
  expect(told).toEqual([{ message: 'traces cannot be counted; it is tried again' }])
})

test('without a judge and beside a server a real store is counted, and stopping ends it', async () => {
  const store = await SqliteStore.open({ path: ':memory:' })
  const project = store.project('default')
  const timeMs = Date.now() - 10 * 60_000
  const idAt = (count: number) =>
    `${timeMs
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-')}-7000-8000-00000000000${count}`
  const session = await project.createSession({}, { id: idAt(0), timeMs })
  const trace = {
    id: idAt(1),
    sessionId: session.id,
    role: 'user',
    phase: 'user',
    tool: null,
    contentJson: '{}',
    decision: 'allow',
    reasonsJson: '[]',
    shadowJson: '[]',
    tally: { ran: 0, out_of_scope: 0, not_evaluated: 0, shadow: 0 },
    evaluationUs: 1,
    ruleSetNumber: 1,
    createdAtMs: timeMs,
    elevationJson: null,
    masked: 0,
  } as const
  await project.record({ trace, audit: null, idempotency: null, check: false, incident: null })
  const tallier = new Tallier(store.tallies, logTo([]), 10)
  const range = { fromMs: timeMs - 60_000, toMs: Date.now(), stepMs: 60_000, nowMs: Date.now() }
  await until(async () => (await project.stats(range)).tallied_to !== null)
  await tallier.stop()
  const { totals } = await project.stats({ ...range, fromMs: Math.floor(range.fromMs / 60_000) * 60_000 })
  expect(totals.traces).toBe(1)
  await store.close()
})
