import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

const { id: session } = await api.newSession()

describe('200', () => {
  test('a trace is what was answered when it was checked, with `payload` under its other name', async () => {
    const { payload, ...checked } = await api.check(session, 'tool', { tool: 'sql', args: { q: 'drop table users' } })
    const { status, body, headers } = await api.get(`/traces/${checked.id}`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(body).toEqual({ ...checked, content: payload, previous_id: null, next_id: null })
  })

  test('content comes back as it was recorded: order of keys, nesting and every character', async () => {
    const content = { z: [1, { b: null, a: 'ü🙂\u2028"\\' }], text: ' \t\n', a: { constructor: 1, toString: [] } }
    const { id } = await api.check(session, 'user', content)
    const { body } = await api.get<{ content: object }>(`/traces/${id}`)
    expect(JSON.stringify(body.content)).toBe(JSON.stringify(content))
  })

  test('a verdict stays as it was when the rules change', async () => {
    const rule = await api.newRule({ name: 'short_lived', pattern: 'mayfly', decision: 'block' })
    const before = await api.check(session, 'user', { text: 'a mayfly' })
    await api.delete(`/rules/${rule.id}`)
    expect((await api.get(`/traces/${before.id}`)).body).toMatchObject({
      decision: 'block',
      reasons: [{ rule: 'short_lived' }],
      rule_set: before.rule_set,
    })
  })
})

describe('404', () => {
  test.each(['unknown', '00000000-0000-7000-8000-000000000000', '..%2f..%2fetc%2fpasswd', '%00', session])(
    'there is no trace `%s`',
    async (id) => {
      const { status, body } = await api.get(`/traces/${id}`)
      expect(status).toBe(404)
      expect(body).toMatchObject({ status: 404, code: 'trace_unknown', detail: expect.any(String) })
    },
  )
})
