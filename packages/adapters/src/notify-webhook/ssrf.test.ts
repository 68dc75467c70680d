import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { get } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { type NotifiedDelivery, NotifyFailure } from '@agentsentry/pipeline/ports'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ssrfTargets } from './ssrf-targets.ts'
import { readWebhookAllow } from './webhook-allow.ts'
import { WebhookNotifier } from './webhook-notifier.ts'
import { readWebhookSecrets } from './webhook-secrets.ts'
import { checkedAddresses, type ResolveHost, readWebhookUrl, resolveBySystem } from './webhook-target.ts'

const secrets = readWebhookSecrets('a-secret-that-is-long-enough')
const delivery: NotifiedDelivery = {
  id: 'block:0197',
  kind: 'trace.blocked',
  payloadJson: '{"type":"trace.blocked"}',
  createdAtMs: 0,
}

/** Where there is none, what needs it can only be shown to be refused. */
const hasIPv6 = Object.values(networkInterfaces()).some((of) => of?.some(({ address }) => address === '::1'))

let listener: Server
let port: number
/** Connections that the listener got, and sockets that this process opened to anywhere. */
let reached = 0
let opened = 0

beforeAll(async () => {
  listener = createServer((socket) => {
    reached++
    socket.on('error', () => {})
    socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve) => listener.listen(0, hasIPv6 ? '::' : '0.0.0.0', resolve))
  port = (listener.address() as AddressInfo).port
})
afterAll(() => listener.close())

const countSocket = () => opened++
beforeEach(() => {
  reached = 0
  opened = 0
  subscribe('net.client.socket', countSocket)
  return () => unsubscribe('net.client.socket', countSocket)
})

function notifyAt(url: string, resolve: ResolveHost, allow = ''): Promise<void> {
  const notifier = new WebhookNotifier({ url: readWebhookUrl(url), secrets, allow: readWebhookAllow(allow), resolve })
  return notifier.notify(delivery, AbortSignal.timeout(5_000))
}

const withPort = (url: string) => url.replaceAll('PORT', String(port))

test('the table holds at least 200 different targets', () => {
  expect(new Set(ssrfTargets.map(({ url }) => url)).size).toBeGreaterThanOrEqual(200)
})

test('a client without a guard reaches the listener by the spellings of loopback in the table', async () => {
  const spellings = ssrfTargets.filter(
    ({ why, url, answers }) => why === 'loopback' && answers === undefined && url.includes('PORT'),
  )
  const reachable = spellings.filter(({ url }) => !/https|64:ff9b/.test(url) && (hasIPv6 || !url.includes('[')))
  expect(reachable.length).toBeGreaterThanOrEqual(50)
  for (const { url } of reachable) {
    const before = reached
    await new Promise<void>((resolve, reject) => {
      get(withPort(url), (response) => response.resume().once('close', resolve)).once('error', reject)
    })
    expect(reached, url).toBe(before + 1)
  }
  expect(opened).toBe(reachable.length)
})

test.each(ssrfTargets)('refused before a socket is opened: $url', async ({ url, why, answers }) => {
  const resolve: ResolveHost = async (host) => {
    if (answers === undefined) throw new Error(`\`${host}\` was taken for a name`)
    return answers
  }
  const failure = await Promise.resolve()
    .then(() => notifyAt(withPort(url), resolve))
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(NotifyFailure)
  expect(failure).toMatchObject({ retryable: false, cause: expect.stringContaining(why) })
  expect({ opened, reached }).toEqual({ opened: 0, reached: 0 })
})

test('the names of this machine are refused by what the system resolves them to', async () => {
  for (const host of ['localhost', 'LocalHost'])
    await expect(notifyAt(`http://${host}:${port}/`, resolveBySystem)).rejects.toThrow('loopback')
  expect({ opened, reached }).toEqual({ opened: 0, reached: 0 })
})

test('a name is resolved once for an attempt, and the socket goes to that answer whatever the next one is', async () => {
  const answers = [['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1']]
  let asked = 0
  const changing: ResolveHost = async () => answers[asked++] ?? []
  // The first answer is allowed and is where the socket goes; were the name looked up again, it would go elsewhere.
  await notifyAt(`http://rebinding.example.com:${port}/`, changing, '127.0.0.1')
  expect({ asked, reached, opened }).toEqual({ asked: 1, reached: 1, opened: 1 })
  await expect(notifyAt(`http://rebinding.example.com:${port}/`, changing, '127.0.0.1')).rejects.toThrow('linkLocal')
  expect({ asked, reached, opened }).toEqual({ asked: 2, reached: 1, opened: 1 })
})

test('a name that turns from an allowed address to another is refused from then on', async () => {
  const answers = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.2', '127.0.0.1']]
  const changing: ResolveHost = async () => answers.shift() ?? []
  await notifyAt(`http://rebinding.example.com:${port}/`, changing, '127.0.0.2')
  for (const _ of answers.slice())
    await expect(notifyAt(`http://rebinding.example.com:${port}/`, changing, '127.0.0.2')).rejects.toThrow('loopback')
  expect({ reached, opened }).toEqual({ reached: 1, opened: 1 })
})

test.each(
  [
    ['a host', 'http://hooks.internal:PORT/', 'hooks.internal'],
    ['a host with a dot and other case', 'http://Hooks.Internal.:PORT/', 'other.example, HOOKS.internal'],
    ['an address', 'http://hooks.internal:PORT/', '127.0.0.1'],
    ['a network', 'http://hooks.internal:PORT/', '10.0.0.0/8 127.0.0.0/8'],
    ['a network of which a spelling is asked for', 'http://0x7f.1:PORT/', '127.0.0.0/8'],
    ['an address within IPv6', 'http://[::ffff:127.0.0.1]:PORT/', '127.0.0.1'],
    ['an IPv6 address', 'http://[::1]:PORT/', '[::1]'],
  ].filter(([, url]) => hasIPv6 || !url?.includes('[')),
)('the allow-list lets through %s', async (_what, url, allow) => {
  await notifyAt(withPort(url), async () => ['127.0.0.1'], allow)
  expect(reached).toBe(1)
})

test('the allow-list lets through nothing else', async () => {
  const allow = 'hooks.internal, 10.0.0.0/8, fd00::/8'
  const refused = [
    'http://127.0.0.1:PORT/',
    'http://hooks.internal.example.com:PORT/',
    'http://internal:PORT/',
    'http://[::1]:PORT/',
  ]
  for (const url of refused)
    await expect(notifyAt(withPort(url), async () => ['127.0.0.1'], allow)).rejects.toThrow('loopback')
  await expect(
    notifyAt(withPort('http://mixed.example.com/'), async () => ['10.0.0.1', '127.0.0.1'], allow),
  ).rejects.toThrow('loopback')
  expect(opened).toBe(0)
})

test('an allow-list with entries that cannot be read is refused, and all of them are named', () => {
  const entries = [
    '10.0.0.0/33',
    'http://example.com',
    '127.1',
    '::ffff:10.0.0.0/104',
    '*.example.com',
    '10.0.0.0/',
    'a:80',
    '10.0.0.0/8/8',
  ]
  let message = ''
  try {
    readWebhookAllow(`ok.example.com ${entries.join(',')}`)
  } catch (error) {
    message = String(error)
  }
  for (const entry of entries) expect(message).toContain(`\`${entry}\``)
  expect(message).not.toContain('ok.example.com')
})

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
  'a public address is let through: %s',
  async (address) => {
    const url = readWebhookUrl('https://hooks.example.com/')
    expect(await checkedAddresses(url, readWebhookAllow(''), async () => [address])).toEqual([address])
  },
)
