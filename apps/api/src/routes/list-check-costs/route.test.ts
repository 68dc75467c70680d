import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { afterAll, expect, test } from 'vitest'
import { startApiOn } from '../api-under-test.ts'

const store = await SqliteStore.open({ path: ':memory:' })
const api = await startApiOn(store, { checks: { kind: 'all' } })
afterAll(async () => {
  await api.stop()
  await store.close()
})

const opinion = {
  outcome: 'allow',
  model: 'm',
  explanation: 'ordinary work',
  categories: [],
  promptTokens: 12,
  completionTokens: 3,
  costUsd: 0.25,
  latencyMs: 40,
  cached: false,
  contentHash: 'h',
} as const

test('what checks have cost is told by day; from memory they cost nothing', async () => {
  expect((await api.get('/checks/costs')).body).toEqual([])
  const { id: session } = await api.newSession()
  for (const cached of [false, false, true]) {
    const { id } = await api.check(session, 'user', { text: 'x' })
    const claim = await store.outbox.claimCheck(id, { leaseMs: 60_000, nowMs: Date.now() })
    if (claim === null) throw new Error(`the check of ${id} cannot be claimed`)
    await store.outbox.applyCheck(claim, { ...opinion, cached }, null)
  }
  const { body } = await api.get('/checks/costs?days=2')
  expect(body).toEqual([
    {
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      checks: 3,
      cost_usd: 0.5,
      prompt_tokens: 24,
      completion_tokens: 6,
    },
  ])
})

test.each(['days=0', 'days=401', 'days=x'])('%s is refused', async (query) => {
  expect((await api.get(`/checks/costs?${query}`)).status).toBe(422)
})
