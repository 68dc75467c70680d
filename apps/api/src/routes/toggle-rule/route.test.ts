import type { AuditEntry, Rule } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

const rule = await api.newRule({ name: 'switched', pattern: 'mayfly', decision: 'block' })
const { id: session } = await api.newSession()
const toggle = (enabled: unknown) => api.patch<Rule>(`/rules/${rule.id}/toggle`, { enabled })

describe('200', () => {
  test('the very next trace meets the rule no more, and then again', async () => {
    const off = await toggle(false)
    expect(off.status).toBe(200)
    expect(off.body).toEqual({ ...rule, enabled: false, updated_at: off.body.updated_at })
    expect((await api.check(session, 'user', { text: 'mayfly' })).decision).toBe('allow')

    const on = await toggle(true)
    expect(on.body).toMatchObject({ id: rule.id, enabled: true })
    expect((await api.check(session, 'user', { text: 'mayfly' })).decision).toBe('block')
  })

  test('the value is set, not turned over', async () => {
    await toggle(false)
    expect((await toggle(false)).body).toMatchObject({ enabled: false })
    await toggle(true)
  })

  test('the audit log names it', async () => {
    await toggle(false)
    const { body } = await api.get<AuditEntry[]>('/audit/logs?limit=1')
    expect(body[0]).toMatchObject({
      action: 'rule_toggle',
      target_type: 'rule',
      target_id: String(rule.id),
      details: { name: 'switched', changed: ['enabled'] },
    })
  })
})

describe('404', () => {
  test.each(['999999', 'switched', '-1'])('there is no rule `%s`', async (id) => {
    const { status, body } = await api.patch(`/rules/${id}/toggle`, { enabled: true })
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'rule_unknown' })
  })
})

describe('422', () => {
  test.each([undefined, null, 'true', 1, 0, [], {}])('`enabled` must be true or false, not %j', async (enabled) => {
    const { status, body } = await toggle(enabled)
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ path: '/enabled' }] })
  })

  test('a body must be there', async () => {
    expect((await api.patch(`/rules/${rule.id}/toggle`)).status).toBe(422)
  })
})
