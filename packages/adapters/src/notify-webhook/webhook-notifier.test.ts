import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { type NotifiedDelivery, NotifyFailure } from '@agentsentry/pipeline/ports'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, test } from 'vitest'
import { testCertificate, testKey } from './test-certificate.ts'
import { readWebhookAllow } from './webhook-allow.ts'
import { WebhookNotifier, type WebhookNotifierOptions } from './webhook-notifier.ts'
import { readWebhookSecrets } from './webhook-secrets.ts'
import { readWebhookUrl } from './webhook-target.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const delivery: NotifiedDelivery = {
  id: 'block:01977b1e-0000-7000-8000-000000000001',
  kind: 'trace.blocked',
  payloadJson: JSON.stringify({ type: 'trace.blocked', data: { tool: 'přečti 💾' } }),
  createdAtMs: 0,
}

const running: { server: Server; sockets: Set<Socket> }[] = []
afterEach(async () => {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  running.push({ server, sockets })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function receiver(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(answer))}/hook?tenant=1`
}

function notifierAt(url: string, options: Partial<WebhookNotifierOptions> = {}): WebhookNotifier {
  return new WebhookNotifier({
    url: readWebhookUrl(url),
    secrets: readWebhookSecrets(secret),
    allow: readWebhookAllow('127.0.0.1'),
    ...options,
  })
}

const never = new AbortController().signal

async function failureAt(url: string, options: Partial<WebhookNotifierOptions> = {}): Promise<NotifyFailure> {
  const failure = await notifierAt(url, options)
    .notify(delivery, never)
    .catch((error: unknown) => error)
  if (!(failure instanceof NotifyFailure)) throw new Error(`not a failure to notify: ${failure}`)
  return failure
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await request.toArray())
}

test('a delivery is a POST that the reference library of Standard Webhooks accepts', async () => {
  const seen: unknown[] = []
  const url = await receiver(async (request, response) => {
    const body = await bodyOf(request)
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    seen.push({ method: request.method, url: request.url, headers, body: body.toString() })
    seen.push(new Webhook(secret).verify(body.toString(), headers))
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
    response.end()
  })
  await notifierAt(url).notify(delivery, never)
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: '/hook?tenant=1',
      headers: { 'content-type': 'application/json', 'webhook-id': delivery.id, connection: 'close' },
      body: delivery.payloadJson,
    },
    JSON.parse(delivery.payloadJson),
  ])
})

test('each of several secrets signs, and plain text is one', async () => {
  const plain = 'plain-text-of-more-than-24-bytes'
  const verified: string[] = []
  const url = await receiver(async (request, response) => {
    const body = String(await bodyOf(request))
    const headers = request.headers as Record<string, string>
    new Webhook(secret).verify(body, headers)
    new Webhook(plain, { format: 'raw' }).verify(body, headers)
    verified.push(body)
    response.end()
  })
  await notifierAt(url, { secrets: readWebhookSecrets(` ${secret}  ${plain}\n`) }).notify(delivery, never)
  expect(verified).toEqual([delivery.payloadJson])
})

test('attempts differ in time and signature, never in id or bytes', async () => {
  const seen: { id: unknown; timestamp: unknown; signature: unknown; body: string }[] = []
  const url = await receiver(async (request, response) => {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers
    seen.push({ id, timestamp, signature, body: (await bodyOf(request)).toString('hex') })
    response.writeHead(seen.length === 1 ? 503 : 204).end()
  })
  let nowMs = 1_700_000_000_999
  const notifier = notifierAt(url, { nowMs: () => nowMs })
  await expect(notifier.notify(delivery, never)).rejects.toMatchObject({ retryable: true })
  nowMs += 60_000
  await notifier.notify(delivery, never)
  const [first, second] = seen
  expect(first).toMatchObject({ id: delivery.id, timestamp: '1700000000' })
  expect(second).toMatchObject({ id: delivery.id, timestamp: '1700000060', body: first?.body })
  expect(second?.signature).not.toBe(first?.signature)
})

test.each([200, 201, 202, 204, 299])('%i is delivered', async (status) => {
  const url = await receiver((_request, response) => response.writeHead(status).end())
  await notifierAt(url).notify(delivery, never)
})

test.each([
  ...[408, 425, 429, 500, 502, 503, 504, 599].map((status) => ({ status, retryable: true })),
  ...[300, 304, 400, 401, 403, 404, 405, 409, 410, 413, 422, 451].map((status) => ({ status, retryable: false })),
])('$status is a failure, retryable: $retryable', async ({ status, retryable }) => {
  const url = await receiver((_request, response) => response.writeHead(status).end('top secret of the receiver'))
  const failure = await failureAt(url)
  expect(failure).toMatchObject({ retryable, retryAfterMs: null, cause: `the receiver answered ${status}` })
})

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Tue, 14 Nov 2023 22:14:20 GMT', 60_000],
  ['Tue, 14 Nov 2000 22:14:20 GMT', 0],
  ['99999999999999999999', 24 * 60 * 60 * 1000],
  ['soon', null],
  ['', null],
])('`Retry-After: %s` asks for %s ms', async (value, retryAfterMs) => {
  const url = await receiver((_request, response) => response.writeHead(429, { 'retry-after': value }).end())
  expect(await failureAt(url, { nowMs: () => 1_700_000_000_000 })).toMatchObject({ retryable: true, retryAfterMs })
})

test.each([301, 302, 303, 307, 308])('a redirect to loopback is not followed: %i', async (status) => {
  let followed = 0
  const target = await receiver((_request, response) => {
    followed++
    response.end()
  })
  const url = await receiver((_request, response) => response.writeHead(status, { location: target }).end())
  expect(await failureAt(url)).toMatchObject({ retryable: false, cause: `the receiver answered ${status}` })
  expect(followed).toBe(0)
})

test('a receiver that never answers is given up when the time is over', async () => {
  const url = await receiver(() => {})
  expect(await failureAt(url, { timeoutMs: 100 })).toMatchObject({ retryable: true, cause: 'no answer within 100 ms' })
})

test('a receiver that drips its headers is given up when the time is over', async () => {
  const drip = createTcpServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const timer = setInterval(() => socket.write('x: y\r\n'), 20)
    socket.once('close', () => clearInterval(timer))
  })
  const failure = await failureAt(`http://127.0.0.1:${await listen(drip)}/`, { timeoutMs: 300 })
  expect(failure).toMatchObject({ retryable: true, cause: 'no answer within 300 ms' })
})

test('a receiver that says 200 and then drips its answer for ever has the delivery, and its connection is closed', async () => {
  let closed: Promise<void> | undefined
  const url = await receiver((_request, response) => {
    const timer = setInterval(() => response.write('.'), 20)
    closed = new Promise((resolve) => response.once('close', resolve))
    response.once('close', () => clearInterval(timer))
    response.write('.')
  })
  await notifierAt(url).notify(delivery, never)
  await closed
})

test('of an answer of 1 MB little is read', async () => {
  const url = await receiver((_request, response) => response.end(Buffer.alloc(1024 * 1024, '.')))
  const client = await socketOpenedDuring(() => notifierAt(url).notify(delivery, never))
  // What comes in with one read of the socket cannot be given back; that is 64 KB.
  expect(client.bytesRead).toBeLessThan(256 * 1024)
  expect(client.destroyed).toBe(true)
})

async function socketOpenedDuring(work: () => Promise<void>): Promise<Socket> {
  const opened: Socket[] = []
  const keep = (message: unknown) => opened.push((message as { socket: Socket }).socket)
  subscribe('net.client.socket', keep)
  await work().finally(() => unsubscribe('net.client.socket', keep))
  const [socket, ...more] = opened
  if (socket === undefined || more.length > 0) throw new Error(`${opened.length} sockets were opened, not one`)
  return socket
}

test('headers of more than 8 KB are no answer', async () => {
  const url = await receiver((_request, response) => response.writeHead(200, { x: '.'.repeat(9_000) }).end())
  expect(await failureAt(url)).toMatchObject({ retryable: true, cause: 'no answer: HPE_HEADER_OVERFLOW' })
})

test.each([
  ['closes at once', ''],
  ['speaks something else', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
  ['breaks off within the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
])('a receiver that %s is a retryable failure', async (_what, text) => {
  const server = createTcpServer((socket) => {
    socket.end(text)
    socket.resume()
  })
  expect(await failureAt(`http://127.0.0.1:${await listen(server)}/`)).toMatchObject({ retryable: true })
})

test('a port where nobody listens, and a name that nobody knows, are retryable failures', async () => {
  const port = await listen(createTcpServer())
  for (const { server } of running.splice(0)) await new Promise((resolve) => server.close(resolve))
  expect(await failureAt(`http://127.0.0.1:${port}/`)).toMatchObject({
    retryable: true,
    cause: 'no answer: ECONNREFUSED',
  })
  const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND hooks.example.com'), { code: 'ENOTFOUND' })
  const resolve = () => Promise.reject(unknown)
  expect(await failureAt('http://hooks.example.com/', { resolve })).toMatchObject({
    retryable: true,
    cause: 'no answer: ENOTFOUND',
  })
})

test('a name that is never resolved is given up when the time is over', async () => {
  const resolve = () => new Promise<never>(() => {})
  expect(await failureAt('http://hooks.example.com/', { resolve, timeoutMs: 50 })).toMatchObject({ retryable: true })
})

test('the caller may end an attempt', async () => {
  const caller = new AbortController()
  const url = await receiver(() => caller.abort())
  await expect(notifierAt(url).notify(delivery, caller.signal)).rejects.toMatchObject({
    retryable: true,
    cause: 'the attempt was given up',
  })
  await expect(notifierAt(url).notify(delivery, AbortSignal.abort())).rejects.toMatchObject({ retryable: true })
})

test('https is checked against the name, while the socket goes to the checked address', async () => {
  const names: unknown[] = []
  const server = createTlsServer({ key: testKey, cert: testCertificate }, (request, response) => {
    names.push(request.headers.host)
    response.end()
  })
  const port = await listen(server)
  const resolve = async () => ['127.0.0.1']
  const untrusted = await failureAt(`https://hooks.example.com:${port}/`, { resolve })
  expect(untrusted).toMatchObject({ retryable: true, cause: 'no answer: DEPTH_ZERO_SELF_SIGNED_CERT' })
  const trusted = getCACertificates('default')
  try {
    setDefaultCACertificates([...trusted, testCertificate])
    await notifierAt(`https://hooks.example.com:${port}/`, { resolve }).notify(delivery, never)
    const otherName = await failureAt(`https://other.example.com:${port}/`, { resolve })
    expect(otherName).toMatchObject({ retryable: true, cause: 'no answer: ERR_TLS_CERT_ALTNAME_INVALID' })
  } finally {
    setDefaultCACertificates(trusted)
  }
  expect(names).toEqual([`hooks.example.com:${port}`])
})

test('https to a receiver without TLS is a retryable failure', async () => {
  const url = await receiver((_request, response) => response.end())
  expect(await failureAt(url.replace('http:', 'https:'))).toMatchObject({ retryable: true })
})

test.each(['', '  ', 'short', 'whsec_c2hvcnQ=', 'whsec_not base64', `whsec_${'*'.repeat(40)}`, `${secret} short`])(
  'a secret that cannot sign is refused: `%s`',
  (text) => {
    expect(() => readWebhookSecrets(text)).toThrow(/webhook/)
    expect(() => readWebhookSecrets(text)).not.toThrow(secret)
  },
)
