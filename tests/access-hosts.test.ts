import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../apps/api/src/routes/api-under-test.ts'
import { requestBytes } from './hostile-request.ts'
import { type Reply, sendBytes } from './hostile-sender.ts'

let open: ApiUnderTest
let named: ApiUnderTest
let closed: ApiUnderTest
let closedAndNamed: ApiUnderTest
const names = { AGENTSENTRY_ALLOWED_HOSTS: 'sentry.example.com, Other.Example' }
const production = { AGENTSENTRY_ENV: 'production', AGENTSENTRY_API_KEY: 'key' }
beforeAll(async () => {
  open = await startApiUnderTest()
  named = await startApiUnderTest({ env: names })
  closed = await startApiUnderTest({ env: production })
  closedAndNamed = await startApiUnderTest({ env: { ...production, ...names } })
})
afterAll(() => Promise.all([open, named, closed, closedAndNamed].map((api) => api.stop())))

const ask = (api: ApiUnderTest, host: string): Promise<Reply | null> =>
  sendBytes(api.url, requestBytes({ path: '/healthz', headers: { Host: host } }))

describe('while requests need no key', () => {
  test.each([
    'localhost',
    'LOCALHOST:8000',
    'api.localhost:1',
    '127.0.0.1',
    '127.0.0.1:8000',
    '10.1.2.3',
    '[::1]:8000',
  ])('the name `%s` cannot lead astray', async (host) => {
    expect(await ask(open, host)).toMatchObject({ status: 200 })
  })

  test.each(['api', 'db:8000', 'host.docker.internal'])('nobody outside can own the name `%s`', async (host) => {
    expect(await ask(open, host)).toMatchObject({ status: 200 })
  })

  test.each([
    'evil.example',
    'evil.example:8000',
    'EVIL.example.',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:80:80',
    '1.1',
    '127.1',
    '0x7f.0.0.1',
    '[::1].evil.example',
    'sentry.example.com',
  ])('the name `%s` is refused', async (host) => {
    expect(await ask(open, host)).toMatchObject({ status: 403, body: { code: 'host_refused' } })
    // What was let in before makes no difference.
    expect(await ask(open, 'localhost')).toMatchObject({ status: 200 })
    expect(await ask(open, host)).toMatchObject({ status: 403 })
  })

  test('names that were set are let in beside', async () => {
    for (const host of ['sentry.example.com', 'SENTRY.example.com:443', 'other.example', 'localhost'])
      expect(await ask(named, host)).toMatchObject({ status: 200 })
    for (const host of ['evil.example', 'x.sentry.example.com', 'sentry.example.com.evil.example'])
      expect(await ask(named, host)).toMatchObject({ status: 403 })
  })
})

describe('where every request needs a key', () => {
  test('any name will do', async () => {
    expect(await ask(closed, 'evil.example')).toMatchObject({ status: 200 })
  })

  test('unless names were set', async () => {
    expect(await ask(closedAndNamed, 'evil.example')).toMatchObject({ status: 403, body: { code: 'host_refused' } })
    expect(await ask(closedAndNamed, 'sentry.example.com')).toMatchObject({ status: 200 })
  })
})

test('`*` is every name', async () => {
  const api = await startApiUnderTest({ env: { AGENTSENTRY_ALLOWED_HOSTS: '*' } })
  expect(await ask(api, 'evil.example')).toMatchObject({ status: 200 })
  await api.stop()
})
