import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../tests/until.ts'
import { readBody } from './read-body.ts'

const most = 1024 * 1024

let read: Promise<string>
let socket: Socket
const server = createServer((message: IncomingMessage, response) => {
  read = readBody(message, most).then(
    (body) => `${body.length} ${body.toString('latin1').slice(0, 10)}`,
    ({ code, message: reason }) => `${code}: ${reason}`,
  )
  read.finally(() => response.end())
})
beforeEach(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
  read = new Promise(() => {})
})
afterEach(async () => {
  socket.destroy()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const head = (field: string) => `POST / HTTP/1.1\r\nHost: x\r\n${field}\r\n\r\n`
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const chunked = (pieces: readonly string[]) => `${head('Transfer-Encoding: chunked')}${pieces.map(chunk).join('')}`

async function sent(text: string): Promise<string> {
  const arrived = once(server, 'request')
  socket.write(text)
  await arrived
  return read
}

test.each([
  ['nothing', head('Content-Length: 0'), '0 '],
  ['a length', `${head('Content-Length: 3')}abc`, '3 abc'],
  ['the largest length', `${head(`Content-Length: ${most}`)}${'a'.repeat(most)}`, `${most} aaaaaaaaaa`],
  ['chunks', `${chunked(['ab', 'c'])}0\r\n\r\n`, '3 abc'],
  ['chunks beyond the first room', `${chunked(['ab', 'c'.repeat(50_000), 'd'])}0\r\n\r\n`, '50003 abcccccccc'],
  ['chunks of the largest size', `${chunked(Array(16).fill('e'.repeat(most / 16)))}0\r\n\r\n`, `${most} eeeeeeeeee`],
  ['many small chunks', `${chunked(Array(16_000).fill('f'))}0\r\n\r\n`, '16000 ffffffffff'],
])('reads a body of %s whole', async (_kind, text, expected) => {
  expect(await sent(text)).toBe(expected)
})

test.each([
  ['a length that is too large, before any of it came', head(`Content-Length: ${most + 1}`), 'larger than'],
  ['chunks that come to too much', chunked(Array(17).fill('g'.repeat(most / 16))), 'larger than'],
  ['chunks of a byte, long before they come to too much', chunked(Array(20_000).fill('h')), 'too many small pieces'],
])('refuses %s', async (_kind, text, reason) => {
  expect(await sent(text)).toMatch(new RegExp(`^body_too_large: .*${reason}`))
})

test('a body that ends early is malformed', async () => {
  let outcome = ''
  void sent(`${head('Content-Length: 10')}abc`).then((text) => {
    outcome = text
  })
  await once(server, 'request')
  socket.destroy()
  expect(await until(async () => outcome || null)).toBe('http_malformed: the body ended before it was complete')
})
