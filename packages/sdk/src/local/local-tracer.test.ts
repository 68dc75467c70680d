import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../../tests/live-server.ts'
import { lineTo } from '../../testing/line-to-server.ts'
import { type CheckedTrace, Enforcer, type Trace } from '../index.ts'
import { type Disagreement, type LocalOptions, LocalTracer } from './index.ts'

let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer()
  const { client } = lineTo(server.url)
  await client.createRule({ name: 'phone', pattern: '555-[0-9]{4}', decision: 'redact', on: ['tool_result'] })
  await client.createRule({ name: 'token', pattern: 'tok_[a-z]+', decision: 'warn', tags: ['x-secret'] })
  await client.createRule({ name: 'split', pattern: 'open\\s*sesame', decision: 'block' })
})
afterAll(() => server.stop())

const opened: LocalTracer[] = []
afterEach(async () => {
  for (const tracer of opened.splice(0)) await tracer.close()
})
async function open(options: LocalOptions = {}, line = lineTo(server.url)) {
  const disagreements: Disagreement[] = []
  const problems: string[] = []
  const tracer = await LocalTracer.open(line.client, {
    judgeMs: 5_000,
    onDisagreement: (found) => disagreements.push(found),
    onProblem: (message) => problems.push(message),
    ...options,
  })
  opened.push(tracer)
  return { tracer, line, disagreements, problems }
}

const harm = { tool: 'shell', args: { command: 'rm -rf /' } }

describe('a verdict', () => {
  const told = ({
    session_id,
    role,
    phase,
    decision,
    reasons,
    shadow,
    rule_set,
    rules,
    masked,
  }: CheckedTrace | Trace) => {
    return { session_id, role, phase, decision, reasons, shadow, rule_set, rules, masked }
  }

  it.each([
    ['user', { text: 'hello' }],
    ['tool', harm],
    ['tool', { tool: 'book', args: {}, result: 'ring 555-1234' }],
    ['user', { text: 'it is tok_abc, and\0 \ud800' }],
    ['assistant', { text: 'cm0gLXJmIC8=', extra: [1, { deep: null }] }],
  ] as const)('of %s %j is all that the server says of it', async (role, content) => {
    const { tracer, line } = await open()
    const local = await tracer.send(role, content)
    expect(await tracer.flush()).toBe(true)
    const { items } = await line.client.traces(local.session_id)
    expect(items).toHaveLength(1)
    const [trace] = items as [Trace]
    expect(told(local)).toEqual(told(trace))
    expect(local.payload).toEqual(trace.content)
    expect(tracer.status).toMatchObject({ recorded: 1, disagreed: 0, waiting: 0 })
  })

  it('is reached without a word to the server', async () => {
    const { tracer, line } = await open({ lingerMs: 1_000 })
    const before = line.begun.length
    for (let step = 0; step < 50; step += 1) await tracer.user(`step ${step}`)
    expect(line.begun.length).toBe(before)
    await tracer.flush()
    expect(line.begun.slice(before)).toEqual(['POST /traces/batch'])
  })

  it('knows what earlier steps of the session left, here and on the server', async () => {
    const { tracer, line } = await open()
    await tracer.user('say open')
    await tracer.flush()
    const { tracer: later } = await open({ sessionId: await tracer.sessionId() }, line)
    for (const knowing of [tracer, later])
      expect((await knowing.user('sesame now')).reasons).toMatchObject([{ rule: 'split', view: 'session' }])
    expect((await (await later.forSession()).user('sesame now')).decision).toBe('allow')
  })

  it('is judged on what was recorded, whatever the caller does to it afterwards', async () => {
    const { tracer, line } = await open()
    const answer = await tracer.tool('ls', { path: '/tmp' })
    Object.assign(answer.payload, { args: 'changed' })
    await tracer.flush()
    expect((await line.client.traces(answer.session_id)).items[0]?.content).toEqual({
      tool: 'ls',
      args: { path: '/tmp' },
    })
  })
})

describe('an enforcer', () => {
  it('works with it as with any tracer', async () => {
    const { tracer, line, disagreements } = await open()
    const enforcer = new Enforcer(tracer)
    expect(await enforcer.guardAndCall('add', { a: 1 }, ({ a }) => a + 1)).toBe(2)
    let ran = false
    const denial = enforcer.guardAndCall('shell', { command: 'rm -rf /' }, () => {
      ran = true
    })
    await expect(denial).rejects.toMatchObject({ stage: 'call', decision: 'block', unavailable: false })
    expect(ran).toBe(false)
    expect(await enforcer.guardAndCall('book', {}, () => ({ of: 'ring 555-1234' }))).toEqual({
      of: 'ring [masked:phone]',
    })
    expect(await tracer.close()).toBe(true)
    const { items } = await line.client.traces(await tracer.sessionId(), { order: 'asc' })
    expect(items.map(({ phase, decision }) => [phase, decision])).toEqual([
      ['tool_call', 'allow'],
      ['tool_result', 'allow'],
      ['tool_call', 'block'],
      ['tool_call', 'allow'],
      ['tool_result', 'redact'],
    ])
    expect(disagreements).toEqual([])
  })

  it('denies when the tracer is closed, whatever is to happen when the server is not there', async () => {
    const { tracer } = await open()
    await tracer.close()
    const enforcer = new Enforcer(tracer, { onUnavailable: 'allow' })
    await expect(enforcer.guardAndCall('add', {}, () => 1)).rejects.toMatchObject({
      toolRan: false,
      cause: { code: 'closed' },
    })
  })

  it('denies what the server would refuse to record', async () => {
    const { tracer } = await open()
    const enforcer = new Enforcer(tracer, { onUnavailable: 'allow' })
    const large = { text: 'ä'.repeat(600_000) }
    await expect(enforcer.guardAndCall('write', large, () => 1)).rejects.toMatchObject({ cause: { status: 413 } })
    const many = { a: new Array(13_000).fill(1), b: new Array(12_500).fill(1) }
    await expect(tracer.send('tool', many)).rejects.toMatchObject({ status: 422, code: 'body_not_recordable' })
    expect(tracer.status.waiting).toBe(0)
  })
})

describe('what is too costly to judge here', () => {
  it('is judged by the server, behind what was taken before', async () => {
    const { tracer, line } = await open({ judgeMs: 0.000_001, lingerMs: 1_000 })
    const blocked = await tracer.tool('shell', { command: 'rm -rf /' })
    expect(blocked).toMatchObject({ decision: 'block', reasons: [{ rule: 'no_shell_rm_rf' }] })
    expect(await line.client.trace(blocked.id)).toMatchObject({ decision: 'block' })
    const redacted = await tracer.tool('book', {}, { result: 'ring 555-1234' })
    expect(redacted).toMatchObject({ decision: 'redact', masked: 1, payload: { result: 'ring [masked:phone]' } })
    expect(tracer.status).toMatchObject({ recorded: 2, disagreed: 0 })
  })

  it('cannot be judged while the server is not there', async () => {
    const { tracer, line } = await open({ judgeMs: 0.000_001 })
    line.state = 'cut'
    await expect(tracer.send('tool', harm, { timeoutMs: 200 })).rejects.toMatchObject({ name: 'UnavailableError' })
    await expect(tracer.send('tool', harm, { timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'connection_failed' })
    line.state = 'whole'
    expect(await tracer.flush()).toBe(true)
    expect((await line.client.traces(await tracer.sessionId())).items).toHaveLength(2)
  })
})

it('traces as deep and as large as the client sends are recorded', async () => {
  const { tracer } = await open({ judgeMs: 60_000 })
  let deep: unknown = 'bottom'
  for (let level = 0; level < 70; level += 1) deep = { in: deep }
  for (const result of [deep, new Array(60_000).fill(1), 'x'.repeat(1_000_000)]) await tracer.tool('t', {}, { result })
  expect(await tracer.flush()).toBe(true)
  expect(tracer.status).toMatchObject({ recorded: 3, refused: 0, disagreed: 0 })
})

it('a session that the server lost is judged no more', async () => {
  const { tracer, line } = await open()
  const enforcer = new Enforcer(tracer, { onUnavailable: 'allow' })
  await enforcer.guardAndCall('add', {}, () => 1)
  await tracer.flush()
  await line.client.deleteSession(await tracer.sessionId())
  await enforcer.guardAndCall('add', {}, () => 1)
  await tracer.flush()
  expect(tracer.status.refused).toBe(2)
  await expect(enforcer.guardAndCall('add', {}, () => 1)).rejects.toMatchObject({ cause: { code: 'session_unknown' } })
})

it('options that cannot be used are refused at once', async () => {
  const { client } = lineTo(server.url)
  for (const options of [{ refreshMs: 0 }, { queueTraces: 0.5 }, { rulesetKey: 'abc' }, { rulesetKey: '!' }])
    await expect(LocalTracer.open(client, options)).rejects.toMatchObject({ code: 'option_invalid' })
})
