import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FaultProxy } from './fault-proxy.ts'

/** Answers each line with the line, and notes what it was asked. */
let echo: Server
let asked: string
let proxy: FaultProxy
const clients: Client[] = []

interface Client {
  readonly socket: Socket
  readonly closed: Promise<string>
  heard(): string
}

beforeEach(async () => {
  asked = ''
  echo = createServer((socket) => {
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (text: string) => {
      asked += text
      socket.write(text)
    })
  }).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  proxy = await FaultProxy.start({ port: (echo.address() as AddressInfo).port })
})

afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  await proxy.end()
  echo.close()
})

/** `closed` says how the connection ended. */
async function newClient(): Promise<Client> {
  const socket = connect(proxy.port, '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket.on('data', (piece: string) => {
    text += piece
  })
  const closed = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)))
    socket.on('end', () => resolve('end'))
  })
  const client = { socket, closed, heard: () => text }
  clients.push(client)
  await Promise.race([once(socket, 'connect'), closed])
  return client
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(2)
}

test('passes both ways, the end of a connection too', async () => {
  const { socket, closed, heard } = await newClient()
  const long = 'x'.repeat(3_000_000)
  socket.end(long)
  expect(await closed).toBe('end')
  expect(heard()).toBe(long)
})

test('cut: open connections are reset, and new ones too, until it passes again', async () => {
  const open = await newClient()
  await proxy.become('cut')
  expect(await open.closed).toBe('ECONNRESET')
  expect(await (await newClient()).closed).toBe('ECONNRESET')
  await proxy.become('pass')
  const { socket, heard } = await newClient()
  socket.write('again')
  await until(() => heard() === 'again')
})

test('refuse: open connections are reset and nothing listens, until it passes again on the same port', async () => {
  const open = await newClient()
  await proxy.become('refuse')
  expect(await open.closed).toBe('ECONNRESET')
  expect(await (await newClient()).closed).toBe('ECONNREFUSED')
  await proxy.become('pass')
  const { socket, heard } = await newClient()
  socket.write('again')
  await until(() => heard() === 'again')
})

test('hang: connections are kept and taken, nothing is forwarded, and all of it goes on afterwards', async () => {
  const open = await newClient()
  open.socket.write('1')
  await until(() => open.heard() === '1')
  await proxy.become('hang')
  const late = await newClient()
  open.socket.write('2')
  late.socket.write('3')
  await wait(100)
  expect([open.heard(), late.heard(), asked]).toEqual(['1', '', '1'])
  await proxy.become('pass')
  await until(() => open.heard() === '12' && late.heard() === '3')
})

test('hang: that the server is gone is not heard either', async () => {
  const [accepted] = [once(echo, 'connection') as Promise<[Socket]>]
  const open = await newClient()
  const [connection] = await accepted
  await proxy.become('hang')
  connection.resetAndDestroy()
  expect(await Promise.race([open.closed, wait(100, 'silence')])).toBe('silence')
  await proxy.become('pass')
  expect(await open.closed).toBe('ECONNRESET')
})

test('hang-replies: the server is asked, and nobody hears its answer until it passes again', async () => {
  const { socket, heard } = await newClient()
  await proxy.become('hang-replies')
  socket.write('question')
  await until(() => asked === 'question')
  await wait(50)
  expect(heard()).toBe('')
  await proxy.become('pass')
  await until(() => heard() === 'question')
})

test('a hanging connection can be cut', async () => {
  const { socket, closed } = await newClient()
  await proxy.become('hang')
  socket.write('lost')
  await proxy.become('cut')
  expect(await closed).toBe('ECONNRESET')
  await wait(50)
  expect(asked).toBe('')
})

test('delay: all comes, in order, later', async () => {
  const { socket, heard } = await newClient()
  await proxy.become({ delayMs: 60 })
  const begin = performance.now()
  socket.write('1')
  await wait(10)
  socket.write('2')
  await until(() => heard() === '12')
  // A timer may fire up to a millisecond early by this clock; both ways make two delays.
  expect(performance.now() - begin).toBeGreaterThan(118)
})

test('gives the URL of the server through itself', () => {
  expect(proxy.through('postgres://me:secret@db:5432/name?x=1')).toBe(
    `postgres://me:secret@127.0.0.1:${proxy.port}/name?x=1`,
  )
})
