import { afterEach, describe, expect, it } from 'vitest'
import { deadAddress, type Received, type Reply, startScriptedServer, verdict } from '../testing/scripted-server.ts'
import { AgentSentryClient, AgentSentryError, ApiError, UnavailableError } from './index.ts'
import type { ClientOptions } from './transport.ts'

const open: { stop(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop()
})

async function serving(answer: (request: Received, index: number) => Reply, options: ClientOptions = {}) {
  const server = await startScriptedServer(answer)
  open.push(server)
  return { client: new AgentSentryClient({ baseUrl: server.url, ...options }), server }
}

const step = { session_id: 's', role: 'user', content: { text: 'hello' } } as const

/** What the promise is rejected with, and after how many milliseconds. */
async function failureOf(promise: Promise<unknown>) {
  const startedAt = Date.now()
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  return { error, afterMs: Date.now() - startedAt }
}

describe('retries', () => {
  it.each([429, 502, 503, 504])('%i is tried again', async (status) => {
    const { client, server } = await serving((_, index) => (index === 0 ? { status, body: '' } : verdict('allow')))
    expect((await client.sendTrace(step)).decision).toBe('allow')
    expect(server.received).toHaveLength(2)
  })

  it('a dropped connection is tried again', async () => {
    const { client, server } = await serving((_, index) => (index < 2 ? { drop: true } : verdict('allow')))
    expect((await client.sendTrace(step)).decision).toBe('allow')
    expect(server.received).toHaveLength(3)
  })

  it('an attempt that hangs leaves time for another', async () => {
    const answer = (_: Received, index: number) => (index === 0 ? { delayMs: 5_000 } : verdict('allow'))
    const { client } = await serving(answer, { timeoutMs: 1_000 })
    expect((await client.sendTrace(step)).decision).toBe('allow')
  })

  it('a retry sends the same key and the very same bytes', async () => {
    const { client, server } = await serving((_, index) => (index < 2 ? { status: 503 } : verdict('allow')))
    await client.sendTrace({ ...step, content: { text: 'naïve 🙂', at: new Date(0), size: 10n } })
    const [first, ...others] = server.received
    expect(first?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    expect(others).toHaveLength(2)
    for (const other of others) {
      expect(other.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
      expect(other.body.equals(first?.body as Buffer)).toBe(true)
    }
  })

  it('two calls have two keys, and a key that is given is used', async () => {
    const { client, server } = await serving(() => verdict('allow'))
    await client.sendTrace(step)
    await client.sendTrace(step)
    await client.sendTrace(step, { idempotencyKey: 'mine' })
    const keys = server.received.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(3)
    expect(keys[2]).toBe('mine')
  })

  it('ends after the number of retries that was asked for', async () => {
    const { client, server } = await serving(() => ({ status: 503 }), { retries: 1 })
    const { error } = await failureOf(client.sendTrace(step))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error).toMatchObject({ code: 'server_failed', status: 503 })
    expect(server.received).toHaveLength(2)
  })

  it('a refusal is not tried again', async () => {
    const { client, server } = await serving(() => ({ status: 422, body: { detail: 'no', code: 'request_invalid' } }))
    await expect(client.sendTrace(step)).rejects.toBeInstanceOf(ApiError)
    expect(server.received).toHaveLength(1)
  })

  it('a change that is not a trace is sent once, because it may have been made', async () => {
    const { client, server } = await serving(() => ({ drop: true }))
    const rule = { name: 'x', pattern: 'x' }
    const changes = [
      () => client.createSession(),
      () => client.deleteSession('a'),
      () => client.createRule(rule),
      () => client.updateRule(1, rule),
      () => client.toggleRule(1, true),
      () => client.deleteRule(1),
      () => client.importRules('rules: []'),
      () => client.reloadRules(),
    ]
    for (const change of changes) await expect(change()).rejects.toBeInstanceOf(UnavailableError)
    expect(server.received).toHaveLength(changes.length)
  })
})

describe('Retry-After', () => {
  it('is waited for', async () => {
    const wait: Reply = { status: 429, headers: { 'retry-after': '1' } }
    const { client, server } = await serving((_, index) => (index === 0 ? wait : verdict('allow')))
    await client.sendTrace(step)
    const [first, second] = server.received
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(950)
  })

  it('beyond the deadline fails at once instead of waiting in vain', async () => {
    const { client, server } = await serving(() => ({ status: 503, headers: { 'retry-after': '3600' } }))
    const { error, afterMs } = await failureOf(client.sendTrace(step))
    expect(error).toMatchObject({ code: 'server_failed' })
    expect(afterMs).toBeLessThan(2_000)
    expect(server.received).toHaveLength(1)
  })
})

describe('the deadline', () => {
  it('covers all attempts and pauses together', async () => {
    const { client, server } = await serving(() => ({ delayMs: 150, status: 503 }), { timeoutMs: 700, retries: 50 })
    const { error, afterMs } = await failureOf(client.sendTrace(step))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(afterMs).toBeLessThan(1_200)
    expect(server.received.length).toBeGreaterThan(1)
  })

  it('covers the reading of the body', async () => {
    const { client } = await serving(() => ({ ...verdict('allow'), stall: true }), { timeoutMs: 400 })
    const { error, afterMs } = await failureOf(client.sendTrace(step))
    expect(error).toMatchObject({ name: 'UnavailableError', code: 'timed_out' })
    expect(afterMs).toBeLessThan(1_000)
  })

  it('holds for a fetch that does not heed its signal', async () => {
    const client = new AgentSentryClient({ fetch: () => new Promise(() => {}), timeoutMs: 200 })
    const { error, afterMs } = await failureOf(client.rules())
    expect(error).toMatchObject({ code: 'timed_out' })
    expect(afterMs).toBeLessThan(800)
  })

  it('can be set for one trace', async () => {
    const { client } = await serving(() => ({ delayMs: 5_000 }))
    const { error, afterMs } = await failureOf(client.sendTrace(step, { timeoutMs: 200 }))
    expect(error).toMatchObject({ code: 'timed_out' })
    expect(afterMs).toBeLessThan(800)
  })
})

describe('what is no answer', () => {
  it('nothing listens: connection_failed, with the reason of the system', async () => {
    const client = new AgentSentryClient({ baseUrl: await deadAddress() })
    const { error } = await failureOf(client.ready())
    expect(error).toMatchObject({ name: 'UnavailableError', code: 'connection_failed' })
    expect((error as Error).message).toBe('GET /readyz: the connection failed (ECONNREFUSED)')
  })

  it.each<[string, Reply]>([
    ['a page of HTML with 200', { body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }],
    ['an empty body', { body: '' }],
    ['JSON that is no verdict', { body: { status: 'ok' } }],
    ['a verdict without a decision', { body: { id: 'x', reasons: [] } }],
    ['a verdict whose decision is not a word', verdict(1)],
    ['a verdict without reasons', verdict('allow', { reasons: null })],
    ['a verdict whose reasons are not objects', verdict('allow', { reasons: [null] })],
    ['a list', { body: [] }],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }],
    ['204', { status: 204, headers: { 'content-length': '0' }, body: '' }],
  ])('%s is answer_unexpected, never a verdict', async (_, reply) => {
    const { client, server } = await serving(() => reply)
    const { error } = await failureOf(client.sendTrace(step))
    expect(error).toMatchObject({ name: 'UnavailableError', code: 'answer_unexpected' })
    expect(server.received).toHaveLength(1)
  })

  it('500 is server_failed and keeps what the server said', async () => {
    const { client } = await serving(() => ({ status: 500, body: { detail: 'something broke', code: 'internal' } }))
    const { error } = await failureOf(client.rules())
    expect(error).toMatchObject({ code: 'server_failed', status: 500 })
    expect((error as Error).message).toContain('something broke')
  })

  it('a listing with something else in it is answer_unexpected', async () => {
    const { client } = await serving(() => ({ body: [{ id: 1 }, 'no'] }))
    await expect(client.rules()).rejects.toMatchObject({ code: 'answer_unexpected' })
    await expect(client.sessions()).rejects.toMatchObject({ code: 'answer_unexpected' })
  })
})

describe('ApiError', () => {
  it('carries what the problem says, and leaves out faults that are not faults', async () => {
    const errors = [{ path: '/role', message: 'unknown' }, 'nonsense']
    const body = { status: 422, detail: 'not valid', code: 'request_invalid', errors }
    const { client } = await serving(() => ({ status: 422, body }))
    const { error } = await failureOf(client.sendTrace(step))
    expect(error).toBeInstanceOf(AgentSentryError)
    expect(error).toMatchObject({ status: 422, code: 'request_invalid', detail: 'not valid', errors: [errors[0]] })
  })

  it('is sane when the body is not a problem', async () => {
    const { client } = await serving(() => ({ status: 403, body: '<html>', headers: { 'content-type': 'text/html' } }))
    const { error } = await failureOf(client.rules())
    expect(error).toMatchObject({ status: 403, code: 'http_403', detail: 'the server answered 403', errors: [] })
  })
})

describe('what is sent', () => {
  it('ids are encoded, and what would name another path is refused', async () => {
    const { client, server } = await serving(() => ({ body: { id: 'x' } }))
    await client.session('a/b?c#d')
    expect(server.received[0]?.url).toBe('/sessions/a%2Fb%3Fc%23d')
    for (const id of ['', '.', '..']) await expect(client.session(id)).rejects.toMatchObject({ code: 'option_invalid' })
    expect(server.received).toHaveLength(1)
  })

  it('the key goes with every call, and to no other place', async () => {
    const { client, server } = await serving(() => ({ status: 302, headers: { location: '/else' } }), { apiKey: 'k' })
    await expect(client.rules()).rejects.toMatchObject({ code: 'answer_unexpected' })
    expect(server.received.map(({ headers, url }) => [url, headers.authorization])).toEqual([['/rules', 'Bearer k']])
  })

  it('an address may have a path', async () => {
    const server = await startScriptedServer(() => ({ body: [] }))
    open.push(server)
    await new AgentSentryClient({ baseUrl: `${server.url}/guard/` }).sessions({ limit: 5 })
    expect(server.received[0]?.url).toBe('/guard/sessions?limit=5')
  })
})

it.each<[string, ClientOptions]>([
  ['an address that is none', { baseUrl: 'localhost' }],
  ['an address of another scheme', { baseUrl: 'file:///etc' }],
  ['an address with credentials', { baseUrl: 'http://a:b@localhost' }],
  ['an address with a query', { baseUrl: 'http://localhost?a=1' }],
  ['a time-out of nothing', { timeoutMs: 0 }],
  ['a time-out that is no number', { timeoutMs: Number.NaN }],
  ['a time-out that timers cannot keep', { timeoutMs: Number.POSITIVE_INFINITY }],
  ['half a retry', { retries: 0.5 }],
  ['a key that no header can carry', { apiKey: 'secret\nkey' }],
])('%s is refused when the client is made', (_, options) => {
  expect(() => new AgentSentryClient(options)).toThrow(AgentSentryError)
  expect(() => new AgentSentryClient(options)).not.toThrow(/secret/)
})

it('an idempotency key that no header can carry is a fault of the caller, not an unreachable server', async () => {
  const client = new AgentSentryClient({ baseUrl: await deadAddress() })
  await expect(client.sendTrace(step, { idempotencyKey: 'a\nb' })).rejects.toMatchObject({ code: 'option_invalid' })
})

it('a body that is not JSON is a fault of the caller', async () => {
  const metadata: Record<string, unknown> = {}
  metadata.self = metadata
  const client = new AgentSentryClient({ baseUrl: await deadAddress() })
  await expect(client.createSession({ metadata })).rejects.toMatchObject({ code: 'body_not_json' })
})
