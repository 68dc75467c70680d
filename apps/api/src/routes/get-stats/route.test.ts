import type { Stats } from '@agentsentry/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../api-under-test.ts'

let api: ApiUnderTest
beforeAll(async () => {
  api = await startApiUnderTest()
  const { id } = await api.newSession({ agent: 'mail' })
  await api.check(id, 'tool', { tool: 'sql', args: 'select 1' })
  await api.check(id, 'tool', { tool: 'sql', args: 'drop table users' })
  await api.check(id, 'user', { text: 'leak password' })
})
afterAll(() => api.stop())

test('without a time the last 24 hours are counted, in steps of a quarter of an hour', async () => {
  const { body, status } = await api.get<Stats>('/stats')
  expect(status).toBe(200)
  expect(body.step_seconds).toBe(900)
  expect(Date.parse(body.to) - Date.parse(body.from)).toBe(body.series.length * 900_000)
  expect(body.series.length).toBeLessThanOrEqual(100)
  expect(body).toMatchObject({
    tallied_to: null,
    totals: { traces: 3, sessions: 1, allow: 1, warn: 1, redact: 0, ask: 0, block: 1 },
    rules: [
      { rule: 'no_dropping', traces: 1, enforced: 1, shadow: 0 },
      { rule: 'no_leaking', traces: 1, enforced: 1, shadow: 0 },
    ],
    tools: [{ tool: 'sql', traces: 2, stopped: 1 }],
    agents: [{ agent: 'mail', sessions: 1, traces: 3, stopped: 1 }],
  })
  expect(body.evaluation?.p99_us).toBeGreaterThanOrEqual(body.evaluation?.p50_us as number)
})

test('a time is asked for with both its ends, and how many steps it is parted into', async () => {
  const from = new Date(Date.now() - 30 * 60_000).toISOString()
  const { body } = await api.get<Stats>(`/stats?from=${from}&buckets=10`)
  expect(body).toMatchObject({ step_seconds: 300, totals: { traces: 3 } })
  const past = await api.get<Stats>('/stats?from=2020-01-01T00:00:00Z&to=2020-01-08T00:00:00Z&buckets=200')
  expect(past.body).toMatchObject({ step_seconds: 3_600, totals: { traces: 0 }, rules: [], evaluation: null })
  expect(past.body.series).toHaveLength(168)
})

test.each([
  '?from=yesterday',
  '?buckets=0',
  '?buckets=201',
  '?from=2020-01-02T00:00:00Z&to=2020-01-01T00:00:00Z',
  '?from=2020-01-01T00:00:00Z&to=2020-01-01T00:00:00Z',
])('%s is refused', async (query) => {
  expect(await api.get(`/stats${query}`)).toMatchObject({ status: 422, body: { code: 'request_invalid' } })
})
