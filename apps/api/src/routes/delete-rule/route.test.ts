import type { AuditEntry, Rule } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

describe('200', () => {
  test('the rule is gone, and the very next trace does not meet it', async () => {
    const { id: session } = await api.newSession()
    const rule = await api.newRule({ name: 'mortal', pattern: 'mayfly', decision: 'block' })
    expect((await api.check(session, 'user', { text: 'mayfly' })).decision).toBe('block')
    const { status, body } = await api.delete(`/rules/${rule.id}`)
    expect(status).toBe(200)
    expect(body).toEqual({ ok: true })
    expect((await api.get<Rule[]>('/rules')).body.map(({ name }) => name)).toEqual(['no_dropping', 'no_leaking'])
    expect((await api.check(session, 'user', { text: 'mayfly' })).decision).toBe('allow')
  })

  test('the audit log keeps what the rule was', async () => {
    const rule = await api.newRule({ name: 'remembered', pattern: 'p', decision: 'block', description: 'why' })
    await api.delete(`/rules/${rule.id}`)
    const { body } = await api.get<AuditEntry[]>('/audit/logs?limit=1')
    expect(body[0]).toMatchObject({
      action: 'rule_delete',
      target_type: 'rule',
      target_id: String(rule.id),
      details: { name: 'remembered', pattern: 'p', decision: 'block', description: 'why' },
    })
  })

  test('its name is free again, and its id is not given out a second time', async () => {
    const rule = await api.newRule({ name: 'phoenix', pattern: 'x' })
    await api.delete(`/rules/${rule.id}`)
    const next = await api.newRule({ name: 'phoenix', pattern: 'x' })
    expect(next.id).toBeGreaterThan(rule.id)
  })

  test('a store whose rules are all deleted allows everything, and says so', async () => {
    const bare = await startApiUnderTest()
    for (const { id } of (await bare.get<Rule[]>('/rules')).body) await bare.delete(`/rules/${id}`)
    const { id: session } = await bare.newSession()
    expect((await bare.check(session, 'tool', { tool: 'sql', args: 'drop table users' })).decision).toBe('allow')
    expect((await bare.get('/readyz')).body).toMatchObject({
      rule_set: { enabled: 0, notes: [expect.stringContaining('no rule is enabled')] },
    })
    await bare.stop()
  })
})

describe('404', () => {
  test.each(['999999', 'no_dropping', '-1', '1%20'])('there is no rule `%s`', async (id) => {
    const { status, body } = await api.delete(`/rules/${id}`)
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'rule_unknown' })
  })

  test('a rule is deleted once', async () => {
    const rule = await api.newRule({ name: 'once', pattern: 'x' })
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.delete(`/rules/${rule.id}`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(404)])
  })
})
