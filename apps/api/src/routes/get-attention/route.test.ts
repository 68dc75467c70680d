import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../api-under-test.ts'

let api: ApiUnderTest
beforeAll(async () => {
  api = await startApiUnderTest({
    rules: [{ name: 'ask_first', pattern: 'transfer', decision: 'ask' }],
    env: { AGENTSENTRY_CHECKS: 'all' },
  })
})
afterAll(() => api.stop())

const nothing = {
  quarantined_sessions: { count: 0, newest: [] },
  dead_checks: { count: 0 },
  unavailable_checks: { count: 0 },
  waiting_checks: { count: 0, oldest_at: null },
  dead_deliveries: { count: 0 },
  asks: { count_24h: 0 },
  rules_faulty: [],
  no_rules: false,
  judge: null,
}

test('tells of nothing while nothing waits, and of what does', async () => {
  expect((await api.get('/attention')).body).toEqual(nothing)
  const { id } = await api.newSession()
  const trace = await api.check(id, 'user', { text: 'transfer all' })
  await api.check(id, 'user', { text: 'hello' })
  expect((await api.get('/attention')).body).toEqual({
    ...nothing,
    waiting_checks: { count: 2, oldest_at: trace.created_at },
    asks: { count_24h: 1 },
  })
})

test('says when no rule is in force', async () => {
  const empty = await startApiUnderTest({ rules: [] })
  expect((await empty.get('/attention')).body).toMatchObject({ no_rules: true, judge: 'none' })
  await empty.stop()
})

test('says when a judge is set up', async () => {
  const judged = await startApiUnderTest({ env: { OPENROUTER_API_KEY: 'k' } })
  expect((await judged.get('/attention')).body).toMatchObject({ judge: 'configured' })
  await judged.stop()
})
