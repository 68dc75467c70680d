import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { startScriptedServer, verdict } from '../testing/scripted-server.ts'
import { AgentSentryClient, Tracer } from './index.ts'

let server: LiveServer
let client: AgentSentryClient
beforeAll(async () => {
  server = await startLiveServer()
  client = new AgentSentryClient({ baseUrl: server.url })
})
afterAll(() => server.stop())

it('records every kind of step in the session it is given', async () => {
  const session = await client.createSession()
  const tracer = new Tracer(client, { sessionId: session.id })
  await tracer.system('be kind')
  await tracer.user('hello')
  await tracer.assistant('hi')
  await tracer.tool('search', { q: 'weather' })
  await tracer.tool('search', { q: 'weather' }, { result: ['sun'] })
  await tracer.tool('search', { q: 'weather' }, { error: new Error('offline') })
  const { items } = await client.traces(session.id, { order: 'asc' })
  expect(items.map(({ phase, content }) => [phase, content])).toEqual([
    ['system', { text: 'be kind' }],
    ['user', { text: 'hello' }],
    ['assistant', { text: 'hi' }],
    ['tool_call', { tool: 'search', args: { q: 'weather' } }],
    ['tool_result', { tool: 'search', args: { q: 'weather' }, result: ['sun'] }],
    ['tool_result', { tool: 'search', args: { q: 'weather' }, error: { name: 'Error', message: 'offline' } }],
  ])
})

it('a tool that gave back nothing has a result all the same', async () => {
  const tracer = new Tracer(client)
  expect(await tracer.tool('t', {}, { result: undefined })).toMatchObject({
    phase: 'tool_result',
    payload: { result: null },
  })
  expect(await tracer.tool('t', {}, { error: undefined })).toMatchObject({
    phase: 'tool_result',
    payload: { error: null },
  })
})

it('extra fields are recorded beside the text and never replace it', async () => {
  const { payload } = await new Tracer(client).user('the truth', { text: 'a lie', channel: 'mail' })
  expect(payload).toEqual({ text: 'the truth', channel: 'mail' })
})

it('a step is what it was when it was sent, whatever happens to it afterwards', async () => {
  const args = { list: [1] }
  const sent = new Tracer(client).tool('t', args)
  args.list.push(2)
  expect((await sent).payload).toEqual({ tool: 't', args: { list: [1] } })
})

it('gives the verdict and stops nothing', async () => {
  const trace = await new Tracer(client).tool('shell', { command: 'rm -rf /' })
  expect(trace).toMatchObject({ decision: 'block', reasons: [{ rule: 'no_shell_rm_rf' }] })
})

it('creates one session, with what it is given, however many steps come at once', async () => {
  const tracer = new Tracer(client, { session: { agent: 'lazy', title: 'First use' } })
  expect((await client.sessions({ agent: 'lazy' })).items).toEqual([])
  const traces = await Promise.all(Array.from({ length: 10 }, (_, index) => tracer.user(`step ${index}`)))
  expect(new Set(traces.map((trace) => trace.session_id))).toEqual(new Set([await tracer.sessionId()]))
  expect((await client.sessions({ agent: 'lazy' })).items).toMatchObject([{ title: 'First use' }])
})

it('a session that could not be created is tried again by the next step, and only once for those that wait', async () => {
  const scripted = await startScriptedServer((request, index) => {
    if (request.url === '/traces') return verdict('allow')
    return index === 0 ? { status: 503 } : { body: { id: 'second' } }
  })
  const tracer = new Tracer(new AgentSentryClient({ baseUrl: scripted.url }))
  const first = await Promise.allSettled([tracer.user('a'), tracer.user('b')])
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await Promise.all([tracer.user('c'), tracer.user('d')])
  expect(scripted.received.map(({ url }) => url)).toEqual(['/sessions', '/sessions', '/traces', '/traces'])
  await scripted.stop()
})

it('the time for a step includes the creation of its session', async () => {
  const scripted = await startScriptedServer(() => ({ delayMs: 2_000 }))
  const startedAt = Date.now()
  const step = new Tracer(new AgentSentryClient({ baseUrl: scripted.url })).send('user', {}, { timeoutMs: 200 })
  await expect(step).rejects.toMatchObject({ name: 'UnavailableError', code: 'timed_out' })
  expect(Date.now() - startedAt).toBeLessThan(1_000)
  await scripted.stop()
})
