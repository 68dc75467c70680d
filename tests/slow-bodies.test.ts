import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { scrape } from './scraped-metrics.ts'
import { until } from './until.ts'

// The real program, and clients that send what they have to say a little at a time.

const most = 320
const mostBytes = 8 * 1024 * 1024
const largeText = 'x'.repeat(1_000_000)

let server: LiveServer
let session: string
beforeAll(async () => {
  server = await startLiveServer({
    env: { AGENTSENTRY_MAX_IN_FLIGHT: String(most), AGENTSENTRY_MAX_IN_FLIGHT_BYTES: String(mostBytes) },
  })
  session = (await clientOf(server.url).newSession()).id
})
afterAll(() => server.stop())

/** A request whose body is sent in two parts, the second when the test says so. */
class SlowRequest {
  readonly #socket: Socket
  readonly #body: string
  readonly #sent: number
  #answer = ''

  private constructor(socket: Socket, body: string, first: number) {
    this.#socket = socket
    this.#body = body
    this.#sent = first
    // A connection that is given up may be reset.
    socket.on('error', () => {})
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.#answer += text
    })
  }

  /** Sends the head and the first bytes of the body. */
  static async begin(text: string, { first, chunked = false }: { first: number; chunked?: boolean }) {
    const { hostname, port } = new URL(server.url)
    const body = JSON.stringify({ session_id: session, role: 'user', content: { text } })
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    const length = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`
    const head = `POST /traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${length}\r\n\r\n`
    const slow = new SlowRequest(socket, chunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body, first)
    socket.write(head + slow.#body.slice(0, first))
    return slow
  }

  finish(): void {
    this.#socket.write(this.#body.slice(this.#sent))
  }

  /** Sends another request over the same connection. */
  follow(text: string): void {
    this.#socket.write(text)
  }

  /** Null while there is none. */
  get status(): number | null {
    const status = /^HTTP\/1\.1 (\d+) .*\r\n\r\n.*\}/s.exec(this.#answer)?.[1]
    return status === undefined ? null : Number(status)
  }

  get answer(): string {
    return this.#answer
  }

  end(): void {
    this.#socket.destroy()
  }
}

const begin = (count: number, text: string, how: { first: number; chunked?: boolean }) =>
  Promise.all(Array.from({ length: count }, () => SlowRequest.begin(text, how)))
const withStatus = (requests: readonly SlowRequest[], status: number | null) =>
  requests.filter((request) => request.status === status)
const gauge = async (name: string) => (await scrape(server.url)).get(`agentsentry_${name}`) ?? Number.NaN
const inFlight = () => gauge('requests_in_flight')
const memory = async () => (await scrape(server.url)).get('process_resident_memory_bytes') ?? Number.NaN
const checkSmall = async () =>
  (
    await clientOf(server.url).post<{ code?: string }>('/traces', {
      session_id: session,
      role: 'user',
      content: { text: 'small' },
    })
  ).status
const countTraces = async () => (await clientOf(server.url).get<{ traces: number }>(`/sessions/${session}`)).body.traces

test('bodies that dribble keep nobody out, and have their time where there is room', async () => {
  const before = await countTraces()
  const slow = await begin(most, 'y'.repeat(1_000), { first: 10 })
  try {
    await until(async () => (await inFlight()) === most || null)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    // Refused at first, told when to come again, and then let in, again and again.
    await until(async () => (await checkSmall()) === 200 || null)
    for (let round = 0; round < 50; round++) expect(await checkSmall()).toBe(200)
    expect(await inFlight()).toBeLessThan(most)
    const givenUp = await until(async () => (withStatus(slow, 503).length > 0 ? withStatus(slow, 503) : null))
    for (const { answer } of givenUp) expect(answer).toMatch(/retry-after: \d.*"code":"overloaded"/is)
    // Room for one at a time was all that was needed.
    expect(withStatus(slow, null).length).toBeGreaterThan(most / 2)
    const kept = withStatus(slow, null)
    for (const request of slow) request.finish()
    await until(async () => withStatus(kept, 200).length === kept.length || null)
    expect(withStatus(slow, 200)).toHaveLength(kept.length)
    expect(await countTraces()).toBe(before + 51 + kept.length)
    await until(async () => (await inFlight()) === 0 || null)
  } finally {
    for (const request of slow) request.end()
  }
})

test.each([
  ['that say how long they are', false],
  ['that do not', true],
])('large bodies %s have bounded room, and small ones have theirs beside it', async (_kind, chunked) => {
  const before = await countTraces()
  const slow = await begin(most - 20, largeText, { first: 1_000, chunked })
  try {
    // What there is no room for is refused by its head: nothing of these bodies has come but the beginning.
    const admitted = Math.floor(mostBytes / (chunked ? 1024 * 1024 : largeText.length))
    await until(async () => withStatus(slow, 503).length >= slow.length - admitted || null)
    const held = withStatus(slow, null)
    expect(held).toHaveLength(admitted)
    for (const { answer } of withStatus(slow, 503)) expect(answer).toMatch(/retry-after: \d.*"code":"overloaded"/is)
    expect(await gauge('request_bytes_in_flight')).toBeLessThanOrEqual(mostBytes)
    expect(await gauge('request_bytes_in_flight')).toBeGreaterThan(mostBytes / 2)
    expect(await inFlight()).toBe(admitted)
    for (let round = 0; round < 20; round++) {
      expect(await checkSmall()).toBe(200)
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    }
    for (const request of held) request.finish()
    await until(async () => withStatus(held, 200).length === held.length || null)
    expect(await countTraces()).toBe(before + 20 + held.length)
    await until(async () => ((await inFlight()) === 0 && (await gauge('request_bytes_in_flight')) === 0) || null)
  } finally {
    for (const request of slow) request.end()
  }
})

test('large bodies that were refused are dropped as they come', async () => {
  const before = await memory()
  const open: SlowRequest[] = []
  try {
    // A few at a time: each has half a minute to arrive.
    for (let round = 0; round < 15; round++) {
      const slow = await begin(30, largeText, { first: 1_000 })
      open.push(...slow)
      const mostHeld = Math.floor(mostBytes / largeText.length)
      const refused = await until(async () => {
        const now = withStatus(slow, 503)
        return now.length >= slow.length - mostHeld ? now : null
      })
      for (const request of withStatus(slow, null)) request.end()
      for (const request of refused) {
        request.finish()
        request.follow('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
      }
      // The next request of a connection is read when the body before it has come whole.
      await until(async () => refused.every(({ answer }) => answer.includes('"status":"ok"')) || null)
    }
    // 330 MB have come in for nothing. What is dropped is not gone at once.
    expect((await memory()) - before).toBeLessThan(250 * 1024 * 1024)
  } finally {
    for (const request of open) request.end()
  }
  await until(async () => (await inFlight()) === 0 || null)
})

test('large bodies that dribble give way to others', async () => {
  const slow = await begin(8, largeText, { first: 1_000 })
  try {
    await until(async () => (await inFlight()) === 8 || null)
    const send = async () =>
      (await clientOf(server.url).post('/traces', { session_id: session, role: 'user', content: { text: largeText } }))
        .status
    await until(async () => (await send()) === 200 || null)
    expect(withStatus(slow, 503)).toHaveLength(1)
  } finally {
    for (const request of slow) request.end()
  }
  await until(async () => ((await inFlight()) === 0 && (await gauge('request_bytes_in_flight')) === 0) || null)
})
