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

const { id: session } = await api.newSession()
const checked = async () => (await api.check(session, 'user', { text: 'x' })).id
const claim = async (traceId: string) => {
  const claimed = await store.outbox.claimCheck(traceId, { leaseMs: 60_000, nowMs: Date.now() })
  if (claimed === null) throw new Error(`the check of ${traceId} cannot be claimed`)
  return claimed
}
const opinion = {
  outcome: 'allow',
  model: 'm',
  explanation: 'ordinary work',
  categories: [],
  promptTokens: 12,
  completionTokens: 3,
  costUsd: 0.001,
  latencyMs: 40,
  cached: false,
  contentHash: 'h',
} as const

test('200: each check with its state, newest first, and by state', async () => {
  const [waiting, unavailable, dead, done] = [await checked(), await checked(), await checked(), await checked()]
  await store.outbox.postponeCheck(await claim(unavailable), { dueAtMs: Date.now() + 60_000, cause: 'timeout: 30 s' })
  await store.outbox.buryCheck(await claim(dead), 'refused: no')
  await store.outbox.applyCheck(await claim(done), opinion, null)

  const { status, body } = await api.get<Check[]>('/checks')
  expect(status).toBe(200)
  expect(body.map(({ id, state }) => [id, state])).toEqual([
    [done, 'done'],
    [dead, 'dead'],
    [unavailable, 'unavailable'],
    [waiting, 'waiting'],
  ])
  expect(body[0]).toMatchObject({ session_id: session, result: { decision: 'allow', raised: false, cost_usd: 0.001 } })
  expect(body[1]).toMatchObject({ attempts: 1, cause: 'refused: no', due_at: null, result: null })
  for (const [state, id] of Object.entries({ waiting, unavailable, dead, done })) {
    expect((await api.get<Check[]>(`/checks?state=${state}`)).body.map((check) => check.id)).toEqual([id])
    expect((await api.get<Check>(`/traces/${id}/check`)).body.state).toBe(state)
  }
})

test('200: pages lead through all of them', async () => {
  const all = (await api.get<Check[]>('/checks')).body
  const paged: Check[] = []
  for (let path: string | null = '/checks?limit=1'; path !== null; ) {
    const { body, headers }: { body: Check[]; headers: Headers } = await api.get<Check[]>(path)
    paged.push(...body)
    path = /<(.*)>/.exec(headers.get('link') ?? '')?.[1] ?? null
  }
  expect(paged).toEqual(all)
})

test('404: a trace that was never to be checked has no check', async () => {
  expect((await api.get('/traces/no-such-trace/check')).body).toMatchObject({ code: 'check_unknown' })
})

test('422: an unknown state is refused', async () => {
  expect((await api.get('/checks?state=lost')).status).toBe(422)
})

test('a dead check is asked again, once, and audited; any other is not', async () => {
  const id = await checked()
  expect((await api.post(`/checks/${id}/retry`)).body).toMatchObject({ code: 'check_not_dead' })
  await store.outbox.buryCheck(await claim(id), 'refused: no')
  const { status, body } = await api.post<Check>(`/checks/${id}/retry`)
  expect([status, body.state, body.attempts]).toEqual([200, 'waiting', 0])
  expect((await api.post(`/checks/${id}/retry`)).status).toBe(409)
  expect((await api.post('/checks/none/retry')).status).toBe(404)
  expect((await api.get('/audit/logs?action=check_retry')).body).toMatchObject([{ target_id: id }])
  expect((await claim(id)).attempts).toBe(0)
})
