import { type AuditEntry, auditEntrySchema } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

const session = await api.newSession()
await api.check(session.id, 'tool', { tool: 'sql', args: 'drop table users' })
const rule = await api.newRule({ name: 'busy', pattern: 'zzz', decision: 'ask' })
await api.put(`/rules/${rule.id}`, { description: 'changed' })
await api.patch(`/rules/${rule.id}/toggle`, { enabled: true })
await api.check(session.id, 'user', { text: 'zzz' })
await api.post('/rules/reload')
await api.post('/rules/import', 'rules: [{name: imported, pattern: x}]')
await api.delete(`/rules/${rule.id}`)
await api.delete(`/sessions/${session.id}`)

async function actionsOf(query: string): Promise<string[]> {
  const { status, body } = await api.get<AuditEntry[]>(`/audit/logs${query}`)
  expect(status).toBe(200)
  return body.map(({ action }) => action)
}

describe('200', () => {
  test('everything that happened is there under its name, the newest first', async () => {
    expect(await actionsOf('')).toEqual([
      'session_delete',
      'rule_delete',
      'rule_import',
      'rule_reload',
      'trace_ask',
      'rule_toggle',
      'rule_update',
      'rule_create',
      'trace_block',
      'rule_import',
    ])
  })

  test('each entry is complete', async () => {
    const { body } = await api.get<AuditEntry[]>('/audit/logs')
    for (const entry of body) expect(auditEntrySchema.strict().parse(entry)).toEqual(entry)
    expect(body.map(({ id }) => id)).toEqual(body.map(({ id }) => id).sort((left, right) => right - left))
    expect(body.at(-1)).toMatchObject({ actor: 'system', action: 'rule_import', details: { created: 2 } })
  })

  test('`action` and `target_type` are compared as a whole, and add up', async () => {
    expect(await actionsOf('?action=rule_import')).toEqual(['rule_import', 'rule_import'])
    expect(await actionsOf('?action=rule')).toEqual([])
    expect(await actionsOf('?target_type=session')).toEqual(['session_delete'])
    expect(await actionsOf('?target_type=trace')).toEqual(['trace_ask', 'trace_block'])
    expect(await actionsOf('?target_type=trace&action=trace_block')).toEqual(['trace_block'])
    expect(await actionsOf('?target_type=rule&action=trace_block')).toEqual([])
  })

  test('pages lead to one another, and the link keeps the filter', async () => {
    const seen: string[] = []
    let next: string | undefined = '/audit/logs?limit=2&target_type=rule'
    while (next !== undefined) {
      const page: { body: AuditEntry[]; headers: Headers } = await api.get<AuditEntry[]>(next)
      seen.push(...page.body.map(({ action }) => action))
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
    }
    expect(seen).toEqual(['rule_delete', 'rule_toggle', 'rule_update', 'rule_create'])
  })

  test('a time as cursor means "created before"', async () => {
    expect(await actionsOf('?cursor=2999-01-01T00:00:00Z')).toHaveLength(10)
    expect(await actionsOf('?cursor=2000-01-01T00:00:00Z')).toEqual([])
  })
})

describe('422', () => {
  test.each([
    ['limit', '0', 'request_invalid'],
    ['limit', '201', 'request_invalid'],
    ['limit', '-5', 'request_invalid'],
    ['cursor', 'garbage', 'cursor_invalid'],
    ['action', 'x'.repeat(101), 'request_invalid'],
  ])('`%s=%s` is refused', async (name, value, code) => {
    const { status, body } = await api.get(`/audit/logs?${name}=${value}`)
    expect(status).toBe(422)
    expect(body).toMatchObject({ code, errors: [{ path: `?${name}` }] })
  })

  test('a cursor of another listing is refused', async () => {
    for (let made = 0; made < 2; made++) await api.newSession()
    const { headers } = await api.get('/sessions?limit=1')
    const cursor = /cursor=([\w-]+)/.exec(headers.get('link') ?? '')?.[1]
    const { status, body } = await api.get(`/audit/logs?cursor=${cursor}`)
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'cursor_invalid', errors: [{ path: expect.any(String) }] })
  })
})
