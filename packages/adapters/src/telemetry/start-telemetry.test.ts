import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { SentryError } from '@agentsentry/contract'
import { opinionAttributes, stepAttributes } from '@agentsentry/pipeline/ports'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTelemetry } from './start-telemetry.ts'
import type { Telemetry } from './telemetry.ts'

interface SentSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
  readonly status: { readonly code?: number; readonly message?: string }
  readonly events: readonly unknown[]
}

const server = 2
const failed = 2

let collector: Server
let endpoint: string
let status: number
let posts: { url: string | undefined; type: string | undefined; text: string }[]
let faults: string[]
let telemetry: Telemetry | undefined

beforeEach(async () => {
  status = 200
  posts = []
  faults = []
  collector = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString()
    posts.push({ url: request.url, type: request.headers['content-type'], text })
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
})
afterEach(async () => {
  await telemetry?.stop()
  telemetry = undefined
  collector.closeAllConnections()
  await new Promise((resolve) => collector.close(resolve))
})

async function start(change: { endpoint?: string; sampleRatio?: number } = {}): Promise<Telemetry> {
  const onFailure = (message: string) => faults.push(message)
  telemetry = await startTelemetry({
    endpoint,
    serviceName: 'agentsentry-api',
    serviceVersion: '1.2.3',
    onFailure,
    ...change,
  })
  return telemetry
}

/** What arrived once tracing has ended, by name. */
async function sentSpans(): Promise<Map<string, SentSpan>> {
  await telemetry?.stop()
  const resources = posts.flatMap(({ text }) => JSON.parse(text).resourceSpans)
  const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }: { spans: SentSpan[] }) => spans))
  return new Map(spans.map((span: SentSpan) => [span.name, span]))
}

function attributesOf(span: SentSpan | undefined): Record<string, unknown> {
  return Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]))
}

const step = { id: 't-1', sessionId: 's-1', role: 'tool', phase: 'tool_call', tool: 'shell' } as const

test('spans arrive at the collector, under the name of the service', async () => {
  const { tracing } = await start({ endpoint: `${endpoint}/` })
  expect(tracing.span('check trace', stepAttributes(step), () => 7)).toBe(7)
  const span = (await sentSpans()).get('check trace')
  expect(posts).toMatchObject([{ url: '/v1/traces', type: 'application/json' }])
  const [{ resource }] = JSON.parse(posts[0]?.text ?? '').resourceSpans
  expect(attributesOf(resource)).toMatchObject({ 'service.name': 'agentsentry-api', 'service.version': '1.2.3' })
  expect(attributesOf(span)).toEqual({
    'gen_ai.conversation.id': 's-1',
    'gen_ai.tool.name': 'shell',
    'agentsentry.trace.id': 't-1',
    'agentsentry.role': 'tool',
    'agentsentry.phase': 'tool_call',
  })
})

test('spans begun within another, also after waiting, are its children; those beside it are not', async () => {
  const { tracing } = await start()
  const outer = (name: string) =>
    tracing.span(`outer ${name}`, {}, async () => {
      await new Promise(setImmediate)
      tracing.span(`inner ${name}`, {}, () => {})
      await new Promise(setImmediate)
    })
  await Promise.all([outer('a'), outer('b')])
  const spans = await sentSpans()
  for (const name of ['a', 'b']) {
    expect(spans.get(`inner ${name}`)?.parentSpanId).toBe(spans.get(`outer ${name}`)?.spanId)
    expect(spans.get(`outer ${name}`)?.parentSpanId).toBeUndefined()
  }
  expect(spans.get('outer a')?.traceId).not.toBe(spans.get('outer b')?.traceId)
})

test("the first span within a request belongs to the caller's trace and is the server's", async () => {
  const { tracing } = await start()
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await tracing.continued({ traceparent }, () =>
    tracing.span('request', {}, async () => {
      await new Promise(setImmediate)
      tracing.span('evaluate', {}, () => {})
    }),
  )
  const spans = await sentSpans()
  const [request, evaluate] = [spans.get('request'), spans.get('evaluate')]
  expect(request).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    kind: server,
  })
  expect(evaluate).toMatchObject({ traceId: request?.traceId, parentSpanId: request?.spanId })
  expect(evaluate?.kind).not.toBe(server)
})

test.each(['', 'nonsense', '00-00000000000000000000000000000000-b7ad6b7169203331-01', `00-${'z'.repeat(10_000)}`])(
  'a `traceparent` that cannot be read counts as none: %.60s',
  async (traceparent) => {
    const { tracing } = await start()
    expect(tracing.continued({ traceparent }, () => tracing.span('request', {}, () => 'done'))).toBe('done')
    const span = (await sentSpans()).get('request')
    expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(span?.parentSpanId).toBeUndefined()
  },
)

test('a caller that does not record its trace has nothing recorded here', async () => {
  const { tracing } = await start()
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
  tracing.continued({ traceparent }, () => tracing.span('request', {}, () => {}))
  expect((await sentSpans()).size).toBe(0)
})

test('where no caller decides, the ratio does', async () => {
  const { tracing } = await start({ sampleRatio: 0 })
  tracing.span('request', {}, () => {})
  expect((await sentSpans()).size).toBe(0)
})

test('work that fails fails as it would, and its span tells the code and nothing of the message', async () => {
  const { tracing } = await start()
  const unknown = new SentryError('session_unknown', 'there is no session `my secret`')
  expect(() =>
    tracing.span('at once', {}, () => {
      throw unknown
    }),
  ).toThrow(unknown)
  await expect(tracing.span('later', {}, () => Promise.reject(new TypeError('my secret')))).rejects.toThrow('my secret')
  const spans = await sentSpans()
  expect(spans.get('at once')?.status).toEqual({ code: failed })
  expect(attributesOf(spans.get('at once'))).toEqual({ 'error.type': 'session_unknown' })
  expect(attributesOf(spans.get('later'))).toEqual({ 'error.type': 'TypeError' })
  expect(posts.map(({ text }) => text).join()).not.toContain('my secret')
})

test('what becomes known within is noted, undefined values are left out, and long ones are cut', async () => {
  const { tracing } = await start()
  const opinion = { model: 'openai/gpt-4o-mini', promptTokens: 120, completionTokens: null }
  tracing.span('ask judge', { 'agentsentry.trace.id': undefined, 'agentsentry.rule': 'x'.repeat(10_000) }, (span) =>
    span.note({ ...opinionAttributes(opinion), 'agentsentry.decision': undefined }),
  )
  const { 'agentsentry.rule': rule, ...attributes } = attributesOf((await sentSpans()).get('ask judge'))
  expect(rule).toBe('x'.repeat(256))
  expect(attributes).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.response.model': 'openai/gpt-4o-mini',
    'gen_ai.usage.input_tokens': 120,
  })
  expect(faults).toEqual([])
})

test('a collector that refuses, or is not there, fails nobody and is told of', async () => {
  status = 400
  const { tracing } = await start()
  expect(tracing.span('request', {}, () => 'done')).toBe('done')
  await telemetry?.stop()
  expect(posts).toHaveLength(1)
  expect(faults.length).toBeGreaterThan(0)
})

test('without an endpoint work is done all the same', async () => {
  const { tracing, stop } = await start({ endpoint: '' })
  expect(
    tracing.continued({ traceparent: 'x' }, () => tracing.span('request', {}, (span) => span.note({ a: 1 }) ?? 7)),
  ).toBe(7)
  await stop()
})

test.each([
  ['', false],
  ['http://127.0.0.1:9', true],
])('with the endpoint `%s`, OpenTelemetry is loaded: %s', async (endpoint, loaded) => {
  const program = `
    import { registerHooks } from 'node:module'
    const seen = []
    registerHooks({ resolve: (name, context, next) => (seen.push(name), next(name, context)) })
    const { startTelemetry } = await import(${JSON.stringify(new URL('./start-telemetry.ts', import.meta.url).href)})
    const { stop } = await startTelemetry({ endpoint: process.argv[1], serviceName: 'agentsentry-api', serviceVersion: '0', onFailure: () => {} })
    await stop()
    console.log(JSON.stringify(seen))
  `
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
    '--',
    endpoint,
  ])
  const names: string[] = JSON.parse(stdout)
  expect(names.some((name) => name.endsWith('/start-telemetry.ts'))).toBe(true)
  expect(names.some((name) => name.includes('opentelemetry'))).toBe(loaded)
})
