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
  readonly tookMs: number
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
  }, 60_000)
  afterEach(async () => {
    await proxy.become('pass')
    await until(async () => (await check({ text: 'again' })).status === 200 || null, 30_000)
  }, 40_000)
  afterAll(async () => {
    await server.stop()
    await proxy.end()
  }, 60_000)

  const jsonHeaders = { ...headers, 'content-type': 'application/json' }

  async function check(content: object): Promise<Answered> {
    const startedAt = performance.now()
    const body = JSON.stringify({ session_id: session, role: 'tool', content })
    const response = await fetch(`${server.url}/traces`, { method: 'POST', headers: jsonHeaders, body })
    const { code, decision } = (await response.json()) as { code?: string; decision?: string }
    const tookMs = performance.now() - startedAt
    return { status: response.status, code, decision, retryAfter: response.headers.get('retry-after'), tookMs }
  }

  const inFlight = async () => (await scrape(server.url, headers)).get('agentsentry_requests_in_flight')

  test('what is beyond the bound is refused at once, and what is within fails in bounded time', async () => {
    await proxy.become('hang')
    const answers = await Promise.all(Array.from({ length: 200 }, () => check({ tool: 't', args: {} })))
    const refused = answers.filter(({ code }) => code === 'overloaded')
    const failed = answers.filter(({ code }) => code === 'store_unavailable')
    expect(refused.length + failed.length).toBe(200)
    expect(failed.length).toBeGreaterThanOrEqual(most)
    expect(refused.length).toBeGreaterThan(100)
    expect(refused.every(({ status, retryAfter }) => status === 503 && retryAfter !== null)).toBe(true)
    const slowestRefusal = Math.max(...refused.map(({ tookMs }) => tookMs))
    expect(slowestRefusal).toBeLessThan(Math.min(...failed.map(({ tookMs }) => tookMs)))
    expect(Math.max(...failed.map(({ tookMs }) => tookMs))).toBeLessThan(20_000)
  }, 60_000)

  test('how it is can be seen meanwhile, on the connections that were refused', async () => {
    await proxy.become('hang')
    const answers = Promise.all(Array.from({ length: 3 * most }, () => check({ tool: 't', args: {} })))
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${server.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({ status: 'unavailable', store: { status: 'unavailable' } })
    const metrics = await scrape(server.url, headers)
    expect(metrics.get('agentsentry_store_up')).toBe(0)
    expect(metrics.get('agentsentry_problems_total{code="overloaded"}')).toBeGreaterThan(0)
    expect((await answers).map(({ code }) => code)).toContain('overloaded')
    await until(async () => (await inFlight()) === 0 || null)
  }, 60_000)

  test('large bodies that are refused are not kept', async () => {
    await proxy.become('hang')
    const within = Array.from({ length: most }, () => check({ tool: 't', args: {} }))
    await until(async () => (await inFlight()) === most || null)
    const before = (await scrape(server.url, headers)).get('process_resident_memory_bytes') ?? 0
    const text = 'x'.repeat(900_000)
    let largest = 0
    const sendMany = async () => {
      for (let sent = 0; sent < 30; sent++) await check({ tool: 't', args: { text } })
      const { process_resident_memory_bytes: now = 0 } = Object.fromEntries(await scrape(server.url, headers))
      largest = Math.max(largest, now)
    }
    await Promise.all(Array.from({ length: 20 }, sendMany))
    // 540 MB came in.
    expect(largest - before).toBeLessThan(300 * 1024 * 1024)
    await Promise.all(within)
  }, 60_000)

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
  }, 60_000)

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
    const counts = new Map<string, number>()
    const endAt = performance.now() + 2_000
    const ask = async () => {
      while (performance.now() < endAt) {
        const { status, code, decision } = await check({ tool: 'shell', args: { command: 'ls' } })
        const name = `${status} ${code ?? decision}`
        counts.set(name, (counts.get(name) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 40 }, ask))
    expect([...counts.keys()].filter((name) => !/^503 (store_unavailable|overloaded)$/.test(name))).toEqual([])
    expect(counts.get('503 store_unavailable')).toBeGreaterThan(0)
    // A line for each of them would do harm of its own.
    const lines = server.output().split('\n')
    expect(lines.filter((line) => line.includes('"code":"store_unavailable"')).length).toBeLessThan(200)
  }, 60_000)

  test.each(['refuse', 'hang'] as const)(
    'the enforcer denies, and the tool does not run: %s',
    async (state) => {
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
    },
    60_000,
  )

  /** Sends, waits a little, and resets the connection. */
  async function sendAndGo(text: string, afterMs: number): Promise<void> {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    await new Promise<void>((resolve) => socket.write(text, () => resolve()))
    await new Promise((resolve) => setTimeout(resolve, afterMs))
    socket.resetAndDestroy()
  }
})
