import { once } from 'node:events'
import { connect } from 'node:net'
import { AgentSentryClient, Enforcer, Tracer } from '@agentsentry/sdk'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { scrape } from './scraped-metrics.ts'
import { FaultProxy } from './services/fault-proxy.ts'
import { describeWithPostgres } from './services/postgres.ts'
import { until } from './until.ts'

// The real program over a real PostgreSQL, and the network between the two broken.

const most = 20
const apiKey = 'the-admin-key-of-this-test-and-no-other'
const headers = { authorization: `Bearer ${apiKey}` }

interface Answered {
  readonly status: number
  readonly code: string | undefined
  readonly decision: string | undefined
  readonly retryAfter: string | null
}

describeWithPostgres('with the database away', (postgres) => {
  let proxy: FaultProxy
  let server: LiveServer
  let session: string

  beforeAll(async () => {
    const database = await postgres.createDatabase()
    proxy = await FaultProxy.start({ port: Number(new URL(database).port || 5432) })
    server = await startLiveServer({
      env: {
        DATABASE_URL: proxy.through(database),
        AGENTSENTRY_MAX_IN_FLIGHT: String(most),
        AGENTSENTRY_API_KEY: apiKey,
        AGENTSENTRY_ENV: 'production',
      },
    })
    const { body } = await clientOf(server.url).post<{ id: string }>('/sessions', { title: 'x' }, headers)
    session = body.id
  })
  afterEach(async () => {
    await proxy.become('pass')
    await until(async () => (await check({ text: 'again' })).status === 200 || null)
  })
  afterAll(async () => {
    await server.stop()
    await proxy.end()
  })

  const jsonHeaders = { ...headers, 'content-type': 'application/json' }

  async function check(content: object): Promise<Answered> {
    const body = JSON.stringify({ session_id: session, role: 'tool', content })
    const response = await fetch(`${server.url}/traces`, { method: 'POST', headers: jsonHeaders, body })
    const { code, decision } = (await response.json()) as { code?: string; decision?: string }
    return { status: response.status, code, decision, retryAfter: response.headers.get('retry-after') }
  }

  /** Sends so many at once. `answers` has what came back so far, in the order in which it came. */
  function checkMany(count: number, content: object = { tool: 't', args: {} }) {
    const answers: Answered[] = []
    const all = Promise.all(Array.from({ length: count }, async () => answers.push(await check(content))))
    return { answers, all }
  }

  /** Has every place taken by a request that waits for a database that does not answer. */
  async function takeAllPlaces() {
    await proxy.become('hang')
    const within = checkMany(most + 1)
    // Each takes a place until none is left, and only then one is refused.
    await until(async () => within.answers[0] ?? null)
    expect(within.answers).toMatchObject([{ status: 503, code: 'overloaded' }])
    return within
  }

  const linesOf = (code: string) =>
    server
      .output()
      .split('\n')
      .filter((line) => line.includes(`"code":"${code}"`)).length
  const inFlight = async () => (await scrape(server.url, headers)).get('agentsentry_requests_in_flight')

  test('what is beyond the bound is refused before what is within fails, and that fails though the database says nothing', async () => {
    await proxy.become('hang')
    const { answers, all } = checkMany(most + 60)
    // Nobody else ends it: it would go on for as long as the database is silent.
    await all
    const codes = answers.map(({ code }) => code)
    expect(codes).toEqual([...Array(60).fill('overloaded'), ...Array(most).fill('store_unavailable')])
    expect(answers.every(({ status, retryAfter }) => status === 503 && retryAfter !== null)).toBe(true)
  })

  test('how it is can be seen meanwhile', async () => {
    const within = await takeAllPlaces()
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    // None of the places was free for it.
    expect(within.answers).toHaveLength(1)
    const ready = await fetch(`${server.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({ status: 'unavailable', store: { status: 'unavailable' } })
    const metrics = await scrape(server.url, headers)
    expect(metrics.get('agentsentry_store_up')).toBe(0)
    expect(metrics.get('agentsentry_problems_total{code="overloaded"}')).toBeGreaterThan(0)
    await within.all
    await until(async () => (await inFlight()) === 0 || null)
  })

  test('a body that is refused is not waited for, and leaves its connection to the next request', async () => {
    const count = 30
    const body = JSON.stringify({
      session_id: session,
      role: 'tool',
      content: { tool: 't', text: 'x'.repeat(900_000) },
    })
    const head = `POST /traces HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${apiKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    const connections = await Promise.all(Array.from({ length: count }, () => openConnection()))
    const within = await takeAllPlaces()
    for (const { socket } of connections) socket.write(head)
    await until(async () => connections.every(({ received }) => received().includes('"code":"overloaded"')) || null)
    // What they were refused for was still under way, and not a byte of a body has been sent.
    expect(within.answers).toHaveLength(1)
    for (const { socket } of connections) socket.write(`${body}GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await until(async () => connections.every(({ received }) => received().includes('HTTP/1.1 200 OK')) || null)
    for (const { socket } of connections) socket.destroy()
    await within.all
  })

  test('clients that go in the middle leave no place taken', async () => {
    const body = JSON.stringify({ session_id: session, role: 'tool', content: { tool: 't', args: {} } })
    const head = `POST /traces HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${apiKey}\r\nContent-Type: application/json\r\n`
    const whole = `${head}Content-Length: ${body.length}\r\n\r\n${body}`
    const rude = [
      whole,
      whole.repeat(10),
      whole.slice(0, -20),
      `${head}Content-Length: 100000\r\n\r\n`,
      head.slice(0, 40),
    ]
    await proxy.become({ delayMs: 50 })
    for (let round = 0; round < 10; round++) await Promise.all(rude.map((text) => sendAndGo(text, round * 7)))
    await proxy.become('hang')
    await Promise.all(rude.map((text) => sendAndGo(text, 200)))
    await proxy.become('pass')
    await until(async () => (await inFlight()) === 0 || null)
  })

  test('a database that refuses connections means 503 on every route that needs it, under load too, and never a verdict', async () => {
    await proxy.become('refuse')
    const paths = ['/sessions', `/sessions/${session}`, `/sessions/${session}/traces`, '/checks', '/audit/logs']
    for (const path of paths) {
      const response = await fetch(server.url + path, { headers })
      expect([path, response.status, ((await response.json()) as { code: string }).code]).toEqual([
        path,
        503,
        'store_unavailable',
      ])
    }
    const [total, linesBefore, startedAt] = [1_000, linesOf('store_unavailable'), performance.now()]
    const counts = new Map<string, number>()
    const ask = async () => {
      for (let asked = 0; asked < total / (2 * most); asked++) {
        const { status, code, decision } = await check({ tool: 'shell', args: { command: 'ls' } })
        const name = `${status} ${code ?? decision}`
        counts.set(name, (counts.get(name) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 2 * most }, ask))
    expect([...counts.keys()].filter((name) => !/^503 (store_unavailable|overloaded)$/.test(name))).toEqual([])
    expect(counts.get('503 store_unavailable')).toBeGreaterThan(0)
    // A line for each of them would do harm of its own: it is one a second, of each place that fails.
    const seconds = (performance.now() - startedAt) / 1_000
    expect(linesOf('store_unavailable') - linesBefore).toBeLessThan(total / 10 + 3 * seconds)
  })

  test.each(['refuse', 'hang'] as const)('the enforcer denies, and the tool does not run: %s', async (state) => {
    const client = new AgentSentryClient({ baseUrl: server.url, apiKey })
    const enforcer = new Enforcer(new Tracer(client))
    await enforcer.guardAndCall('shell', { command: 'ls' }, () => 'ran')
    await proxy.become(state)
    let ran = false
    const denied = enforcer.guardAndCall('shell', { command: 'ls' }, () => {
      ran = true
    })
    await expect(denied).rejects.toThrow()
    expect(ran).toBe(false)
  })

  async function openConnection() {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    let received = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text
    })
    await once(socket, 'connect')
    return { socket, received: () => received }
  }

  /** Sends, waits a little, and resets the connection. */
  async function sendAndGo(text: string, afterMs: number): Promise<void> {
    const { socket } = await openConnection()
    await new Promise<void>((resolve) => socket.write(text, () => resolve()))
    await new Promise((resolve) => setTimeout(resolve, afterMs))
    socket.resetAndDestroy()
  }
})
