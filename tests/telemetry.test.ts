import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { startLiveServer } from './live-server.ts'
import { until } from './until.ts'

// The real program, with a collector that speaks OTLP over HTTP, and a judge.

interface SentSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
}

const sent: string[] = []
let collector: Server
let judge: Server

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    sent.push(Buffer.concat(await request.toArray()).toString())
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  judge = createServer((_request, response) => response.writeHead(500).end())
  for (const server of [collector, judge]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  collector.close()
  judge.close()
})

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

function spans(): SentSpan[] {
  const resources = sent.flatMap((text) => JSON.parse(text).resourceSpans)
  return resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope: { spans: SentSpan[] }) => scope.spans))
}

const attribute = (span: SentSpan | undefined, name: string) => {
  const found = span?.attributes.find(({ key }) => key === name)
  return found === undefined ? undefined : Object.values(found.value)[0]
}

test("a checked trace has spans of request, evaluation and commit in the caller's trace, and one of its check", async () => {
  const server = await startLiveServer({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(collector), OPENROUTER_BASE_URL: `${urlOf(judge)}/v1` },
  })
  const api = clientOf(server.url)
  const { id } = await api.newSession()
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const given = { session_id: id, role: 'tool', content: { tool: 'a-tool', args: { text: 'the-content' } } }
  const { body } = await api.post<{ id: string }>('/traces', given, {
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  })
  await api.get('/traces/unknown')
  const checkOf = () => spans().find(({ name }) => name === 'check')
  await until(async () => checkOf() ?? null)
  expect(await server.stop()).toBe(0)

  const ofCaller = spans().filter((span) => span.traceId === traceId)
  const [request, evaluate, commit] = ['POST /traces', 'evaluate', 'commit'].map((name) =>
    ofCaller.find((span) => span.name === name),
  )
  expect(request?.parentSpanId).toBe('b7ad6b7169203331')
  expect(attribute(request, 'http.route')).toBe('/traces')
  expect(attribute(request, 'http.response.status_code')).toBeDefined()
  expect(evaluate?.parentSpanId).toBe(request?.spanId)
  expect(commit?.parentSpanId).toBe(request?.spanId)
  expect(attribute(commit, 'agentsentry.trace.id')).toBe(body.id)
  expect(attribute(commit, 'gen_ai.tool.name')).toBe('a-tool')
  const check = checkOf()
  expect(attribute(check, 'agentsentry.trace.id')).toBe(body.id)
  expect(spans().find(({ name }) => name === 'ask judge')?.parentSpanId).toBe(check?.spanId)
  expect(spans().some(({ name }) => name === 'GET /traces/:id')).toBe(true)
  expect(sent.join()).not.toContain('the-content')
})
