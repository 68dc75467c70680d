import { type HostileInput, requestBytes, type Target } from './hostile-request.ts'

/** Idempotency keys, origins and authorizations that are not what they should be. */
export function hostileHeaders(target: Target): HostileInput[] {
  return [...keys(target), ...origins(target), ...authorizations(target)]
}

function keys({ sessionId }: Target): HostileInput[] {
  const body = { session_id: sessionId, role: 'user', content: { text: 'keyed' } }
  const refused = { status: 422, code: 'request_invalid' }
  const send = (key: string) => requestBytes({ path: '/traces', body, headers: { 'Idempotency-Key': key } })
  return [
    ...['', ' ', 'two words', 'a\tb', 'x'.repeat(256), 'x'.repeat(8_000), 'naïve', '🙂', 'a, b'].map((key) => ({
      name: `the idempotency key ${shown(key)}`,
      bytes: send(key),
      ...refused,
    })),
    ...["'--", '__proto__', 'x'.repeat(255), '"quoted"', '%00'].map((key) => ({
      name: `the idempotency key ${shown(key)}`,
      bytes: send(key),
      status: 200,
    })),
    { name: 'two keys', bytes: send('a\r\nIdempotency-Key: b'), ...refused },
  ]
}

function origins({ sessionId }: Target): HostileInput[] {
  const refused = { status: 403, code: 'origin_refused' }
  const body = { session_id: sessionId, role: 'user', content: {} }
  const foreign = [
    'https://evil.example',
    'http://localhost:1',
    'http://localhost.evil.example',
    'http://evil.example/localhost',
    'null',
    'NULL',
    '',
    'localhost',
    '*',
    'file://',
    'javascript:0',
    'http://localhost@evil.example',
    'http://[::1]',
    'http://127.0.0.1',
    'http://evil.example http://localhost',
  ]
  return [
    ...foreign.map((origin) => ({
      name: `the origin ${shown(origin)}`,
      bytes: requestBytes({ path: '/traces', body, headers: { Origin: origin } }),
      ...refused,
    })),
    ...[
      ['POST', '/sessions'],
      ['DELETE', `/sessions/${sessionId}`],
      ['POST', '/rules'],
      ['PUT', '/rules/1'],
      ['PATCH', '/rules/1/toggle'],
      ['DELETE', '/rules/1'],
      ['POST', '/rules/import'],
      ['POST', '/rules/reload'],
    ].map(([method = '', path = '']) => ({
      name: `a foreign ${method} ${path}`,
      bytes: requestBytes({ method, path, headers: { Origin: 'https://evil.example' } }),
      ...refused,
    })),
    {
      name: 'a foreign origin that only reads',
      bytes: requestBytes({ path: '/sessions', headers: { Origin: 'https://evil.example' } }),
      status: 200,
    },
    {
      name: 'the same origin',
      bytes: requestBytes({ path: '/traces', body, headers: { Origin: 'http://localhost' } }),
      status: 200,
    },
    {
      name: 'a form of another page',
      bytes: requestBytes({
        path: '/rules/import',
        body: 'rules: []',
        headers: { 'Content-Type': 'text/plain', Origin: 'https://evil.example' },
      }),
      ...refused,
    },
  ]
}

function authorizations({ apiKey }: Target): HostileInput[] {
  const missing = { status: 401, code: 'key_missing' }
  const wrong = { status: 403, code: 'key_wrong' }
  const send = (authorization: string | null) =>
    requestBytes({ method: 'POST', path: '/rules/reload', headers: { Authorization: authorization } })
  const malformed = [
    '',
    'Bearer',
    'Bearer ',
    apiKey,
    `Basic ${apiKey}`,
    `Token ${apiKey}`,
    `Bearer${apiKey}`,
    `Bearer ${apiKey} ${apiKey}`,
    `Bearer\t${apiKey}`,
    `Bearer, ${apiKey}`,
    `${apiKey} Bearer`,
    `Basic ${Buffer.from(`:${apiKey}`).toString('base64')}`,
  ]
  const others = [
    'x',
    apiKey.slice(1),
    `${apiKey}x`,
    apiKey.toUpperCase(),
    `"${apiKey}"`,
    Buffer.from(apiKey).toString('base64'),
    'undefined',
    'null',
    '__proto__',
    '🙂',
    'x'.repeat(8_000),
    `${apiKey},${apiKey}`,
    '*',
  ]
  return [
    { name: 'no authorization', bytes: send(null), ...missing },
    ...malformed.map((header) => ({
      name: `the authorization ${shown(header)}`,
      bytes: send(header),
      ...missing,
    })),
    ...others.map((key) => ({
      name: `the key of the API ${shown(key)}`,
      bytes: send(`Bearer ${key}`),
      ...wrong,
    })),
    {
      name: 'the wrong key before the right one',
      bytes: send(`Bearer wrong\r\nAuthorization: Bearer ${apiKey}`),
      ...missing,
    },
    {
      name: 'the right key twice',
      bytes: send(`Bearer ${apiKey}\r\nauthorization: Bearer ${apiKey}`),
      ...missing,
    },
  ]
}

function shown(text: string): string {
  return text.length <= 60 ? `\`${text}\`` : `\`${text.slice(0, 20)}…\` of ${text.length}`
}
