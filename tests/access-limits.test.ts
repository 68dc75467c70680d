import { base62Digits, formatApiKey } from '@agentsentry/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AccessServer, startAccessServer } from './access-server.ts'

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const madeUp = (number: number) => formatApiKey(base62Digits.charAt(number % 62).repeat(30))

describe('requests a minute of a key', () => {
  let api: AccessServer
  beforeAll(async () => {
    api = await startAccessServer({
      AGENTSENTRY_ENV: 'production',
      AGENTSENTRY_API_KEY: 'x',
      AGENTSENTRY_RATE_LIMIT: '2',
    })
  })
  afterAll(() => api.stop())

  test('over the limit is 429, with the fields that say when to come again', async () => {
    const key = await api.addKey({ role: 'read' })
    const statuses: number[] = []
    for (let sent = 0; sent < 3; sent++) statuses.push((await api.get('/rules', bearer(key))).status)
    expect(statuses).toEqual([200, 200, 429])
    const { body, headers } = await api.get('/rules', bearer(key))
    expect(body).toMatchObject({ code: 'rate_limited' })
    expect(headers.get('ratelimit-policy')).toBe('"key";q=2;w=60')
    const seconds = Number(headers.get('retry-after'))
    expect(headers.get('ratelimit')).toBe(`"key";r=0;t=${seconds}`)
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(30)
  })

  test('each key has its own, and its own number before that of the server', async () => {
    const key = await api.addKey({ role: 'read', rateLimit: 3 })
    const { status, headers } = await api.get('/rules', bearer(key))
    expect(status).toBe(200)
    expect(headers.get('ratelimit-policy')).toBe('"key";q=3;w=60')
    expect(headers.get('ratelimit')).toMatch(/^"key";r=2;t=(1\d|20)$/)
  })

  test('a key with 0 has no limit, and is told of none', async () => {
    const key = await api.addKey({ role: 'read', rateLimit: 0 })
    for (let sent = 0; sent < 10; sent++) {
      const { status, headers } = await api.get('/rules', bearer(key))
      expect([status, headers.get('ratelimit')]).toEqual([200, null])
    }
  })

  test('whether the server lives can be asked without end', async () => {
    const key = await api.addKey({ role: 'read' })
    for (let sent = 0; sent < 10; sent++) expect((await api.get('/healthz', bearer(key))).status).toBe(200)
  })
})

describe('whoever tries one key after the other', () => {
  let api: AccessServer
  let key: string
  beforeAll(async () => {
    api = await startAccessServer({ AGENTSENTRY_ENV: 'production', AGENTSENTRY_API_KEY: 'guess-me' })
    key = await api.addKey({ role: 'read' })
    expect((await api.get('/rules', bearer(key))).status).toBe(200)
  })
  afterAll(() => api.stop())

  test('may send the same wrong one as often as it likes', async () => {
    for (let sent = 0; sent < 100; sent++) expect((await api.get('/rules', bearer('wrong'))).status).toBe(403)
  })

  test('is refused after some, whatever comes then; keys in use and what is open go on', async () => {
    const tried: number[] = []
    for (let number = 0; number < 60; number++)
      tried.push((await api.get('/rules', bearer(number % 2 === 0 ? `guess-${number}` : madeUp(number)))).status)
    // The 30 that may be tried, less one above, and those that came back meanwhile.
    const allowed = tried.indexOf(429)
    expect(allowed).toBeGreaterThanOrEqual(29)
    expect(tried.slice(0, allowed)).toEqual(Array(allowed).fill(403))
    expect(tried.filter((status) => status === 429).length).toBeGreaterThan(10)

    // Meanwhile a try may have come back: it is used up, until the right one comes too late as well.
    for (let number = 100; ; number++) {
      if ((await api.get('/rules', bearer(`again-${number}`))).status !== 429) continue
      const told = await api.get('/readyz', bearer('guess-me'))
      const right = await api.get('/rules', bearer('guess-me'))
      if (right.status !== 429) continue
      expect(right.body).toMatchObject({ code: 'rate_limited' })
      expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(told.body).toMatchObject({ rule_set: { status: 'ok' }, queue: { waiting: null } })
      break
    }
    expect((await api.get('/rules', bearer('wrong'))).status).toBe(403)
    expect((await api.get('/rules', bearer(key))).status).toBe(200)
    expect((await api.get('/rules')).status).toBe(401)
  })
})

test('an AGENTSENTRY_API_KEY that nobody could guess is never locked out', async () => {
  const long = 'f'.repeat(32)
  const api = await startAccessServer({ AGENTSENTRY_ENV: 'production', AGENTSENTRY_API_KEY: long })
  try {
    for (let number = 0; number < 50; number++) await api.get('/rules', bearer(`guess-${number}`))
    expect((await api.get('/rules', bearer(long))).status).toBe(200)
  } finally {
    await api.stop()
  }
})
