import type { AuditEntry, CheckedTrace } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest({ env: { AGENTSENTRY_MAX_BODY_BYTES: '2048', AGENTSENTRY_CHECKS: 'all' } })
afterAll(api.stop)

const { id: session } = await api.newSession()

describe('200', () => {
  test('what no rule matches is allowed', async () => {
    const content = { text: 'good morning' }
    const { status, body } = await api.post('/traces', { session_id: session, role: 'user', content })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      session_id: session,
      role: 'user',
      phase: 'user',
      decision: 'allow',
      reasons: [],
      shadow: [],
      payload: content,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      rule_set: 1,
      rules: { ran: 1, out_of_scope: 1, not_evaluated: 0, shadow: 0 },
      evaluation_us: expect.any(Number),
      masked: 0,
    })
  })

  test('a rule that matches says where, and with what', async () => {
    const { decision, reasons } = await api.check(session, 'tool', { tool: 'sql', args: { q: 'now DROP TABLE users' } })
    expect(decision).toBe('block')
    expect(reasons).toEqual([
      {
        rule: 'no_dropping',
        type: 'regex',
        severity: 'critical',
        decision: 'block',
        description: null,
        path: '/args/q',
        span: [4, 14],
        excerpt: 'DROP TABLE',
        view: 'text',
      },
    ])
  })

  test('phrases match word by word, whatever their case', async () => {
    expect(await api.check(session, 'user', { text: 'Share  SSN, please' })).toMatchObject({
      decision: 'warn',
      reasons: [{ rule: 'no_leaking', type: 'nlp', severity: 'warning', path: '/text', span: [0, 10] }],
    })
    expect(await api.check(session, 'user', { text: 'share ssns' })).toMatchObject({ decision: 'allow' })
  })

  test('the decision is the strongest among all that matched, and its reason comes first', async () => {
    const content = { tool: 'sql', args: { note: 'leak password', q: 'drop table users' } }
    const { decision, reasons } = await api.check(session, 'tool', content)
    expect(decision).toBe('block')
    expect(reasons.map(({ rule, decision }) => [rule, decision])).toEqual([
      ['no_dropping', 'block'],
      ['no_leaking', 'warn'],
    ])
  })

  test.each([
    ['user', { text: 'x' }, 'user'],
    ['assistant', { text: 'x' }, 'assistant'],
    ['system', { text: 'x' }, 'system'],
    ['tool', { tool: 't', args: {} }, 'tool_call'],
    ['tool', { tool: 't', args: {}, result: 'x' }, 'tool_result'],
    ['tool', { tool: 't', args: {}, result: null }, 'tool_result'],
    ['tool', { tool: 't', error: 'x' }, 'tool_result'],
    ['user', { text: 'x', result: 'x' }, 'user'],
    ['tool', {}, 'tool_call'],
  ] as const)('role %s with %j is of phase %s', async (role, content, phase) => {
    expect(await api.check(session, role, content)).toMatchObject({ role, phase, decision: 'allow' })
  })

  test('a rule for tool calls lets the same words pass elsewhere', async () => {
    const words = 'drop table users'
    expect((await api.check(session, 'user', { text: words })).decision).toBe('allow')
    expect((await api.check(session, 'tool', { tool: 'sql', args: words, result: words })).decision).toBe('allow')
    expect((await api.check(session, 'tool', { tool: 'sql', args: words })).decision).toBe('block')
  })

  test('keys are scanned as well as values, at any depth', async () => {
    const { reasons } = await api.check(session, 'user', { extra: [{ deep: [{ 'leak password': 1 }] }] })
    expect(reasons).toMatchObject([{ rule: 'no_leaking', path: '/extra/0/deep/0/leak password' }])
  })

  test('empty content is allowed', async () => {
    expect((await api.check(session, 'user', {})).payload).toEqual({})
  })

  test('unknown fields beside the content are let pass, as clients of later versions send them', async () => {
    const given = { session_id: session, role: 'user', content: { text: 'x' }, later: { nested: true } }
    expect((await api.post('/traces', given)).status).toBe(200)
  })

  test('a block is audited in the same moment, and nothing else is', async () => {
    const blocked = await api.check(session, 'tool', { tool: 'sql', args: 'drop table users' })
    await api.check(session, 'user', { text: 'leak password' })
    await api.check(session, 'user', { text: 'fine' })
    const { body } = await api.get<AuditEntry[]>('/audit/logs?target_type=trace')
    expect(body[0]).toEqual({
      id: expect.any(Number),
      actor: 'anonymous',
      action: 'trace_block',
      target_type: 'trace',
      target_id: blocked.id,
      details: { session_id: session, phase: 'tool_call', tool: 'sql', rules: ['no_dropping'] },
      created_at: blocked.created_at,
    })
  })

  test('a trace that waits for a judge is counted in the queue', async () => {
    const waiting = async () => (await api.get<{ queue: { waiting: number } }>('/readyz')).body.queue.waiting
    const before = await waiting()
    await api.check(session, 'user', { text: 'one more' })
    expect(await waiting()).toBe(before + 1)
  })

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'JSON may be announced as `%s`',
    async (type) => {
      const given = JSON.stringify({ session_id: session, role: 'user', content: { text: 'naïve 🙂' } })
      const { status, body } = await api.post<CheckedTrace>('/traces', given, { 'content-type': type })
      expect(status).toBe(200)
      expect(body.payload).toEqual({ text: 'naïve 🙂' })
    },
  )
})

describe('403', () => {
  test('a web page of another origin cannot record', async () => {
    const given = { session_id: session, role: 'user', content: {} }
    const { status, body } = await api.post('/traces', given, { origin: 'https://evil.example' })
    expect(status).toBe(403)
    expect(body).toMatchObject({ code: 'origin_refused' })
  })

  test('a web page of the same origin can', async () => {
    const given = { session_id: session, role: 'user', content: {} }
    expect((await api.post('/traces', given, { origin: api.url })).status).toBe(200)
  })
})

describe('404', () => {
  test('the session must exist', async () => {
    const given = { session_id: 'unknown', role: 'tool', content: { tool: 'sql', args: 'drop table users' } }
    const before = (await api.get('/audit/logs')).body
    const { status, body } = await api.post('/traces', given)
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'session_unknown', detail: expect.stringContaining('unknown') })
    expect((await api.get('/audit/logs')).body).toEqual(before)
  })
})

describe('413', () => {
  const sized = (bytes: number) => {
    const empty = JSON.stringify({ session_id: session, role: 'user', content: { text: '' } })
    return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`)
  }

  test('a body over the limit is refused, and the limit itself is not', async () => {
    const type = { 'content-type': 'application/json' }
    expect((await api.post('/traces', sized(2048), type)).status).toBe(200)
    const { status, body, headers } = await api.post('/traces', sized(2049), type)
    expect(status).toBe(413)
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(body).toMatchObject({ code: 'body_too_large', detail: expect.any(String) })
  })
})

describe('415', () => {
  test.each(['text/html', 'application/xml', 'multipart/form-data', 'application/x-www-form-urlencoded', 'nonsense'])(
    '`%s` is not understood',
    async (type) => {
      const { status, body } = await api.post('/traces', '{}', { 'content-type': type })
      expect(status).toBe(415)
      expect(body).toMatchObject({ code: 'media_type_unsupported' })
    },
  )
})

describe('422', () => {
  test.each([
    ['no session id', { session_id: undefined }, '/session_id'],
    ['an empty session id', { session_id: '' }, '/session_id'],
    ['a session id that is a number', { session_id: 1 }, '/session_id'],
    ['a session id of 201 characters', { session_id: 'x'.repeat(201) }, '/session_id'],
    ['no role', { role: undefined }, '/role'],
    ['an unknown role', { role: 'developer' }, '/role'],
    ['a role in capitals', { role: 'USER' }, '/role'],
    ['no content', { content: undefined }, '/content'],
    ['content that is null', { content: null }, '/content'],
    ['content that is text', { content: 'hello' }, '/content'],
    ['content that is a list', { content: [{}] }, '/content'],
  ])('%s is refused, and its place named', async (_name, change, path) => {
    const given = { session_id: session, role: 'user', content: {}, ...change }
    const { status, body } = await api.post('/traces', given)
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'request_invalid', detail: expect.any(String), errors: [{ path }] })
  })

  test('a request without a body is refused', async () => {
    const { status, body } = await api.post('/traces')
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ path: '' }] })
  })

  test('what is refused is not recorded', async () => {
    const { id } = await api.newSession()
    await api.post('/traces', { session_id: id, role: 'none', content: {} })
    expect((await api.get(`/sessions/${id}/traces`)).body).toEqual([])
  })
})
