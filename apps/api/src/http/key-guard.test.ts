import type { AuditEntry, Rule } from '@agentsentry/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../routes/api-under-test.ts'

const key = 'sk_live-0123456789'
let api: ApiUnderTest
beforeAll(async () => {
  api = await startApiUnderTest({ env: { AGENTSENTRY_API_KEY: key } })
})
afterAll(() => api.stop())

/** Every route that changes rules. */
const guarded = [
  ['post', '/rules', { name: 'new', pattern: 'x' }],
  ['put', '/rules/1', { decision: 'warn' }],
  ['patch', '/rules/1/toggle', { enabled: false }],
  ['delete', '/rules/1', undefined],
  ['post', '/rules/import', 'rules: [{name: imported, pattern: x}]'],
  ['post', '/rules/reload', undefined],
] as const

const malformed = ['Bearer', 'Bearer ', 'bearer', key, `Basic ${key}`, `Bearer${key}`, `Bearer ${key} more`, `"${key}"`]
const wrong = [
  'Bearer wrong',
  `Bearer ${key}x`,
  `Bearer ${key.slice(0, -1)}`,
  `Bearer ${key.toUpperCase()}`,
  'Bearer é',
]

describe.each(guarded)('%s %s', (method, path, body) => {
  test('401 without a key', async () => {
    const answer = await api[method](path, body)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(answer.body).toMatchObject({ code: 'key_missing', detail: expect.any(String) })
  })

  test.each(malformed)('401 when the header is `%s`', async (authorization) => {
    const answer = await api[method](path, body, { authorization })
    expect(answer.status).toBe(401)
    expect(answer.body).toMatchObject({ code: 'key_missing' })
  })

  test.each(wrong)('403 when the key is wrong: `%s`', async (authorization) => {
    const answer = await api[method](path, body, { authorization })
    expect(answer.status).toBe(403)
    expect(answer.body).toMatchObject({ code: 'key_wrong', detail: expect.any(String) })
  })

  test('401 comes before the body is looked at', async () => {
    const answer = await api[method](path, '{', { 'content-type': 'application/json' })
    expect(answer.status).toBe(401)
  })
})

test('what was refused has changed nothing and left no entry', async () => {
  const { body: rules } = await api.get<Rule[]>('/rules')
  expect(rules.map(({ name, enabled, decision }) => [name, enabled, decision])).toEqual([
    ['no_dropping', true, 'block'],
    ['no_leaking', true, 'warn'],
  ])
  const { body: entries } = await api.get<AuditEntry[]>('/audit/logs')
  expect(entries.map(({ action, actor }) => [action, actor])).toEqual([['rule_import', 'system']])
})

test('a key in the address or in a cookie opens nothing', async () => {
  expect((await api.post(`/rules/reload?api_key=${key}&authorization=Bearer%20${key}`)).status).toBe(401)
  expect((await api.post('/rules/reload', undefined, { cookie: `authorization=Bearer ${key}` })).status).toBe(401)
  expect((await api.post('/rules/reload', undefined, { 'x-api-key': key })).status).toBe(401)
})

test.each([`Bearer ${key}`, `bearer ${key}`, `BEARER  ${key} `])(
  'the right key opens every route: `%s`',
  async (as) => {
    for (const [method, path, body] of guarded.filter(([, path]) => !path.startsWith('/rules/1'))) {
      const answer = await api[method](path, body, { authorization: as })
      expect(answer.status).toBe(path === '/rules' && answer.status === 409 ? 409 : 200)
    }
  },
)

test('who came with the key is audited as such, and without it as anonymous', async () => {
  await api.post('/rules/reload', undefined, { authorization: `Bearer ${key}` })
  const { body } = await api.get<AuditEntry[]>('/audit/logs?limit=1')
  expect(body[0]).toMatchObject({ action: 'rule_reload', actor: 'api_key' })

  const { id } = await api.newSession()
  await api.check(id, 'tool', { tool: 'sql', args: 'drop table users' })
  expect((await api.get<AuditEntry[]>('/audit/logs?limit=1')).body[0]).toMatchObject({ actor: 'anonymous' })
})

test('traces, sessions and everything that only reads stay open', async () => {
  const { id } = await api.newSession()
  await api.check(id, 'user', { text: 'hello' })
  for (const path of ['/', '/healthz', '/readyz', '/sessions', '/rules', '/rules/export', '/audit/logs']) {
    expect((await api.get(path)).status).toBe(200)
    expect((await api.get(path, { authorization: 'Bearer wrong' })).status).toBe(200)
  }
})
