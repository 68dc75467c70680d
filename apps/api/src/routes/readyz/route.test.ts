import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { afterAll, expect, test } from 'vitest'
import { startApiOn, startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest({ env: { AGENTSENTRY_CHECKS: 'all' } })
afterAll(api.stop)

test('200: store, queue and rule set, each with its state', async () => {
  const { id } = await api.newSession()
  await api.check(id, 'user', { text: 'x' })
  const { status, body } = await api.get('/readyz')
  expect(status).toBe(200)
  expect(body).toEqual({
    status: 'ok',
    store: { status: 'ok' },
    queue: { status: 'ok', waiting: 1, dead: 0 },
    rule_set: { status: 'ok', number: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/), enabled: 2, notes: [] },
  })
})

test('200: a store with no enabled rule says that everything is allowed', async () => {
  const bare = await startApiUnderTest({ rules: [{ name: 'asleep', pattern: 'x', enabled: false }] })
  const { status, body } = await bare.get('/readyz')
  expect(status).toBe(200)
  expect(body).toMatchObject({ rule_set: { enabled: 0, notes: ['no rule is enabled: everything is allowed'] } })
  await bare.stop()
})

test('503: a store that does not answer is named, in the same body', async () => {
  const store = await SqliteStore.open({ path: ':memory:' })
  const orphan = await startApiOn(store)
  await store.close()
  const { status, body } = await orphan.get('/readyz')
  expect(status).toBe(503)
  expect(body).toMatchObject({
    status: 'unavailable',
    store: { status: 'unavailable' },
    queue: { status: 'unavailable', waiting: null, dead: null },
    rule_set: { status: 'ok' },
  })
  expect((await orphan.get('/healthz')).status).toBe(200)
  await orphan.stop()
})
