import { afterAll, describe, expect, test } from 'vitest'
import { startAccessServer } from './access-server.ts'
import { requestBytes } from './hostile-request.ts'
import { sendBytes } from './hostile-sender.ts'

const api = await startAccessServer({ AGENTSENTRY_ENV: 'production', AGENTSENTRY_API_KEY: 'an-admin-key' })
const key = await api.addKey({ role: 'read' })
const shaped = `as_${'x'.repeat(36)}`
afterAll(() => api.stop())

/** Everything after `Authorization: `, as it goes over the wire. */
const refused = [
  ['SQL', `Bearer '/**/or/**/'1'='1`, 403],
  ['SQL with blanks', `Bearer ' or '1'='1'; --`, 401],
  ['SQL behind the prefix', `Bearer as_'or'1'='1`, 401],
  ['SQL that drops the keys', `Bearer as_';drop/**/table/**/api_keys;--`, 401],
  ['a wildcard', 'Bearer as_%', 401],
  ['its hash', 'Bearer 5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8', 403],
  ['a name that every object has', 'Bearer __proto__', 403],
  ['another such name', 'Bearer constructor', 403],
  ['unicode', 'Bearer ключ🔑', 403],
  ['bytes above ASCII behind the prefix', 'Bearer as_ÿÿÿÿ', 401],
  ['a full-width key', `Bearer ${key.replace('as_', 'ａｓ＿')}`, 403],
  ['the key in other letters', `Bearer ${key.toUpperCase()}`, 403],
  ['the key with a letter more', `Bearer ${key}x`, 401],
  ['the key with a digit of another script', `Bearer ${key.slice(0, -1)}٣`, 401],
  ['10,000 letters', `Bearer ${'x'.repeat(10_000)}`, 403],
  ['10,000 letters behind the prefix', `Bearer as_${'x'.repeat(10_000)}`, 401],
  ['10,000 blanks', `Bearer ${' '.repeat(10_000)}x y`, 401],
  ['a key of the right form', `Bearer ${shaped}`, 401],
  ['several headers, both right', `Bearer ${key}\r\nAuthorization: Bearer ${key}`, 401],
  ['several headers, one right', `Bearer ${key}\r\nAUTHORIZATION: Basic eDp5`, 401],
  ['several keys in one header', `Bearer ${key},${key}`, 401],
  ['several credentials in one header', `Bearer ${key}, Bearer ${key}`, 401],
  ['another scheme', `Token ${key}`, 401],
  ['a quoted key', `Bearer "${key}"`, 403],
  ['a parameter', `Bearer key=${key}`, 403],
] as const

describe('what is not the key', () => {
  test.each(refused)('%s is refused, and changes nothing', async (_, authorization, status) => {
    const before = api.rows()
    const reply = await sendBytes(api.url, requestBytes({ path: '/rules', headers: { Authorization: authorization } }))
    expect(reply).toMatchObject({ status, body: { code: status === 401 ? 'key_missing' : 'key_wrong' } })
    expect(JSON.stringify(reply?.body)).not.toContain(key)
    expect(api.rows()).toEqual(before)
  })

  test.each([
    ['NUL', `Bearer ${key}\0`, 400],
    ['a line break alone', `Bearer ${key}\nX-Role: admin`, 400],
    ['a header that goes on in the next line', `Bearer\r\n ${key}`, 400],
    ['20,000 letters', `Bearer ${'x'.repeat(20_000)}`, 431],
  ])('%s is no HTTP', async (_, authorization, status) => {
    const reply = await sendBytes(api.url, requestBytes({ path: '/rules', headers: { Authorization: authorization } }))
    expect(reply?.status).toBe(status)
  })

  test('a header that is put in behind the key gives no role', async () => {
    const injected = `Bearer ${key}\r\nX-Role: admin\r\nX-Project: other\r\nX-Forwarded-User: admin`
    const bytes = requestBytes({ method: 'POST', path: '/rules/reload', headers: { Authorization: injected } })
    expect(await sendBytes(api.url, bytes)).toMatchObject({ status: 403, body: { code: 'key_role' } })
  })

  test.each([
    ['the address', { path: `/rules?api_key=${key}&key=${key}&access_token=${key}&authorization=Bearer%20${key}` }],
    ['a cookie', { path: '/rules', headers: { Cookie: `authorization=Bearer ${key}; api_key=${key}` } }],
    [
      'headers of other services',
      { path: '/rules', headers: { 'X-Api-Key': key, 'Api-Key': key, 'X-Auth-Token': key } },
    ],
    ['the header of proxies', { path: '/rules', headers: { 'Proxy-Authorization': `Bearer ${key}` } }],
    ['the user part of an address', { path: `http://x:${key}@localhost/rules` }],
  ])('a key in %s is not looked for', async (_, request) => {
    expect(await sendBytes(api.url, requestBytes(request))).toMatchObject({
      status: 401,
      body: { code: 'key_missing' },
    })
  })
})

test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR', 'Bearer  '])('the scheme may be written `%s`', async (scheme) => {
  const bytes = requestBytes({ path: '/rules', headers: { Authorization: `${scheme} ${key}` } })
  expect(await sendBytes(api.url, bytes)).toMatchObject({ status: 200 })
})

test.each([
  '/rules/',
  '//rules',
  '/./rules',
  '/RULES',
  '/rules%2f',
  '/%72ules',
  '/rules;x',
  '/rules?',
  '/rules/../rules',
])('another way to write an address is no way around: `%s`', async (path) => {
  const reply = await sendBytes(api.url, requestBytes({ path }))
  expect([400, 401, 404]).toContain(reply?.status)
})

test('no method but those that there are does anything', async () => {
  for (const method of ['OPTIONS', 'TRACE', 'PROPFIND', 'PATCH', 'SEARCH']) {
    const before = api.rows()
    const reply = await sendBytes(api.url, requestBytes({ method, path: '/rules' }))
    expect(reply?.status, method).toBeGreaterThanOrEqual(400)
    expect(api.rows()).toEqual(before)
  }
  const overriding = { method: 'GET', path: '/rules?_method=DELETE', headers: { 'X-HTTP-Method-Override': 'DELETE' } }
  expect(await sendBytes(api.url, requestBytes(overriding))).toMatchObject({ status: 401 })
})
