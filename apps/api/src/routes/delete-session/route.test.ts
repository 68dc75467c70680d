import type { AuditEntry } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

describe('200', () => {
  test('the session goes, and its traces with it', async () => {
    const { id } = await api.newSession({ title: 'gone', tags: ['gone'] })
    const trace = await api.check(id, 'user', { text: 'leak password' })
    const { status, body } = await api.delete(`/sessions/${id}`)
    expect(status).toBe(200)
    expect(body).toEqual({ id, deleted: true })

    expect((await api.get(`/sessions/${id}`)).status).toBe(404)
    expect((await api.get(`/traces/${trace.id}`)).status).toBe(404)
    expect((await api.get(`/sessions/${id}/traces`)).body).toEqual([])
    expect((await api.get('/sessions?tag=gone')).body).toEqual([])
    expect((await api.get('/sessions?decision=warn')).body).toEqual([])
    expect((await api.get('/readyz')).body).toMatchObject({ queue: { waiting: 0 } })
  })

  test('the audit log says who deleted what, and keeps what was blocked before', async () => {
    const { id } = await api.newSession()
    const blocked = await api.check(id, 'tool', { tool: 'sql', args: 'drop table users' })
    await api.delete(`/sessions/${id}`)
    const { body } = await api.get<AuditEntry[]>('/audit/logs')
    expect(body[0]).toMatchObject({
      actor: 'anonymous',
      action: 'session_delete',
      target_type: 'session',
      target_id: id,
      details: { traces: 1 },
    })
    expect(body[1]).toMatchObject({ action: 'trace_block', target_type: 'trace', target_id: blocked.id })
  })

  test('other sessions stay', async () => {
    const [one, other] = [await api.newSession(), await api.newSession()]
    const trace = await api.check(other.id, 'user', { text: 'stay' })
    await api.delete(`/sessions/${one.id}`)
    expect((await api.get(`/traces/${trace.id}`)).status).toBe(200)
  })

  test('no trace can be recorded in it any more', async () => {
    const { id } = await api.newSession()
    await api.delete(`/sessions/${id}`)
    const { status, body } = await api.post('/traces', { session_id: id, role: 'user', content: { text: 'late' } })
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'session_unknown' })
  })

  test('a content type without a body does no harm', async () => {
    const { id } = await api.newSession()
    const { status } = await api.delete(`/sessions/${id}`, undefined, { 'content-type': 'application/json' })
    expect(status).toBe(200)
  })
})

describe('404', () => {
  test('an unknown session cannot be deleted, and nothing is audited', async () => {
    const before = await api.get('/audit/logs?action=session_delete')
    const { status, body } = await api.delete('/sessions/unknown')
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'session_unknown' })
    expect((await api.get('/audit/logs?action=session_delete')).body).toEqual(before.body)
  })

  test('a session is deleted once, whoever else asks at the same time', async () => {
    const { id } = await api.newSession()
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.delete(`/sessions/${id}`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(404)])
    const { body } = await api.get<AuditEntry[]>('/audit/logs?action=session_delete')
    expect(body.filter(({ target_id }) => target_id === id)).toHaveLength(1)
  })
})
