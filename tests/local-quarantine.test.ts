import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { AgentSentryClient, Enforcer } from '@agentsentry/sdk'
import { LocalTracer } from '@agentsentry/sdk/local'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiOn } from '../apps/api/src/routes/api-under-test.ts'
import { quarantineSession } from './quarantine-session.ts'
import { until } from './until.ts'

const store = await SqliteStore.open({ path: ':memory:' })
const api = await startApiOn(store, { checks: { kind: 'all' } })
const client = new AgentSentryClient({ baseUrl: api.url })
const opened: LocalTracer[] = []
afterAll(async () => {
  for (const tracer of opened) await tracer.close()
  await api.stop()
  await store.close()
})

async function open(options: { events?: boolean; lingerMs?: number } = {}) {
  const tracer = await LocalTracer.open(client, { judgeMs: 5_000, acknowledgeMs: 10_000, ...options })
  opened.push(tracer)
  const { id } = await client.sendTrace({ session_id: await tracer.sessionId(), role: 'user', content: { text: 'hi' } })
  const decisionOfCall = async () => (await tracer.tool('sql', 'select 1')).decision
  return { tracer, firstTrace: id, decisionOfCall }
}

describe('a session in quarantine', () => {
  test('is known with the next traces that are sent: its tool calls are blocked here, and nothing else is', async () => {
    const { tracer, firstTrace, decisionOfCall } = await open()
    expect(await decisionOfCall()).toBe('allow')
    await tracer.flush()
    await quarantineSession(store, firstTrace)
    await tracer.user('anything')
    await tracer.flush()
    const call = await tracer.tool('sql', 'select 1')
    expect(call).toMatchObject({ decision: 'block', reasons: [{ rule: 'session_quarantined', type: 'built_in' }] })
    let ran = false
    const denial = new Enforcer(tracer).guardAndCall('sql', 'select 1', () => {
      ran = true
    })
    await expect(denial).rejects.toMatchObject({ decision: 'block' })
    expect(ran).toBe(false)
    expect((await tracer.user('still heard')).decision).toBe('allow')
    await tracer.flush()
    expect(tracer.status.disagreed).toBe(0)
    expect(await (await open()).decisionOfCall()).toBe('allow')
  })

  test('is released here, too, when somebody releases it', async () => {
    const { tracer, firstTrace, decisionOfCall } = await open()
    await quarantineSession(store, firstTrace)
    await tracer.user('anything')
    await tracer.flush()
    expect(await decisionOfCall()).toBe('block')
    await client.releaseSession(await tracer.sessionId())
    await tracer.user('anything')
    await tracer.flush()
    expect(await decisionOfCall()).toBe('allow')
  })

  test('is known before anything is sent where events may be read', async () => {
    const { tracer, firstTrace, decisionOfCall } = await open({ events: true, lingerMs: 60_000 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    await quarantineSession(store, firstTrace)
    await until(async () => {
      expect(tracer.status.recorded).toBe(0)
      return (await decisionOfCall()) === 'block' ? true : null
    })
  })
})
