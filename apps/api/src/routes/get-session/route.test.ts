import type { SessionDetail } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

describe('200', () => {
  test('a session without traces has no worst decision', async () => {
    const session = await api.newSession({ title: 'empty', tags: ['x'] })
    const { status, body } = await api.get(`/sessions/${session.id}`)
    expect(status).toBe(200)
    expect(body).toEqual({ ...session, traces: 0, decisions: {}, worst_decision: null })
  })

  test('traces are counted by decision, and the strongest is the worst', async () => {
    const { id } = await api.newSession()
    await api.check(id, 'user', { text: 'hello' })
    await api.check(id, 'user', { text: 'hello again' })
    await api.check(id, 'user', { text: 'leak password' })
    const warned = await api.get<SessionDetail>(`/sessions/${id}`)
    expect(warned.body).toMatchObject({ traces: 3, decisions: { allow: 2, warn: 1 }, worst_decision: 'warn' })

    const last = await api.check(id, 'tool', { tool: 'sql', args: { q: 'DROP TABLE users' } })
    const { body } = await api.get<SessionDetail>(`/sessions/${id}`)
    expect(body).toMatchObject({ traces: 4, decisions: { allow: 2, warn: 1, block: 1 }, worst_decision: 'block' })
    expect(body.updated_at).toBe(last.created_at)
  })

  test('`redact` and `ask` are weaker than `block` and stronger than `warn`', async () => {
    await api.newRule({ name: 'asks', pattern: 'ask me', decision: 'ask' })
    await api.newRule({ name: 'redacts', pattern: 'hide me', decision: 'redact' })
    const { id } = await api.newSession()
    await api.check(id, 'user', { text: 'leak password' })
    await api.check(id, 'user', { text: 'hide me' })
    expect((await api.get(`/sessions/${id}`)).body).toMatchObject({ worst_decision: 'redact' })
    await api.check(id, 'user', { text: 'ask me' })
    expect((await api.get(`/sessions/${id}`)).body).toMatchObject({ worst_decision: 'ask' })
  })
})

describe('404', () => {
  test.each(['unknown', '00000000-0000-7000-8000-000000000000', '%20', '%00', '%27%20or%201%3D1', '__proto__'])(
    'there is no session `%s`',
    async (id) => {
      const { status, body, headers } = await api.get(`/sessions/${id}`)
      expect(status).toBe(404)
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expect(body).toMatchObject({ status: 404, code: 'session_unknown', detail: expect.any(String) })
    },
  )
})
