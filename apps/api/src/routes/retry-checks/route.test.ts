import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import type { Check } from '@agentsentry/contract'
import { afterAll, expect, test } from 'vitest'
import { startApiOn } from '../api-under-test.ts'

const store = await SqliteStore.open({ path: ':memory:' })
const api = await startApiOn(store, { checks: { kind: 'all' } })
afterAll(async () => {
  await api.stop()
  await store.close()
})

test('all dead checks are asked again at once, audited as one, and no other is touched', async () => {
  const { id: session } = await api.newSession()
  const claimed = async () => {
    const { id } = await api.check(session, 'user', { text: 'x' })
    const claim = await store.outbox.claimCheck(id, { leaseMs: 60_000, nowMs: Date.now() })
    if (claim === null) throw new Error(`the check of ${id} cannot be claimed`)
    return claim
  }
  for (let count = 0; count < 3; count++) await store.outbox.buryCheck(await claimed(), 'refused: no')
  await store.outbox.postponeCheck(await claimed(), { dueAtMs: Date.now() + 60_000, cause: 'timeout: 30 s' })
  expect(await api.post('/checks/retry', { state: 'dead' })).toMatchObject({ status: 200, body: { retried: 3 } })
  const states = (await api.get<Check[]>('/checks')).body.map(({ state, attempts }) => [state, attempts])
  expect(states).toEqual([
    ['unavailable', 1],
    ['waiting', 0],
    ['waiting', 0],
    ['waiting', 0],
  ])
  expect((await api.post('/checks/retry', { state: 'dead' })).body).toEqual({ retried: 0 })
  expect((await api.get('/audit/logs?action=check_retry')).body).toMatchObject([
    { target_type: 'project', target_id: 'default', details: { retried: 3 } },
  ])
})

test.each([{}, { state: 'waiting' }, []])('a body of %j is refused', async (body) => {
  expect((await api.post('/checks/retry', body)).status).toBe(422)
})
