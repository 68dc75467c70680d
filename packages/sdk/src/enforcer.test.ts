import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { deadAddress, type Received, type Reply, startScriptedServer, verdict } from '../testing/scripted-server.ts'
import {
  AgentSentryClient,
  ApiError,
  EnforcementError,
  Enforcer,
  type EnforcerOptions,
  Tracer,
  UnavailableError,
} from './index.ts'

const rules = `rules:
  - { name: warn_on_cake, pattern: cake, decision: warn }
  - { name: redact_phone, pattern: "555-\\\\d+", decision: redact }
  - { name: ask_before_pay, pattern: "tool:pay", decision: ask, on: [tool_call] }
  - { name: no_secret_out, pattern: "TOP SECRET", decision: block, on: [tool_result] }
`

let server: LiveServer
let client: AgentSentryClient
beforeAll(async () => {
  server = await startLiveServer()
  client = new AgentSentryClient({ baseUrl: server.url })
  await client.importRules(rules)
})
afterAll(() => server.stop())

const open: { stop(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const scripted of open.splice(0)) await scripted.stop()
})

function live(options?: EnforcerOptions) {
  const tracer = new Tracer(client)
  return { tracer, enforcer: new Enforcer(tracer, options) }
}

async function scripted(
  answer: (request: Received, index: number) => Reply | Promise<Reply>,
  options?: EnforcerOptions,
) {
  const fake = await startScriptedServer(answer)
  open.push(fake)
  const tracer = new Tracer(new AgentSentryClient({ baseUrl: fake.url }), { sessionId: 's' })
  return { enforcer: new Enforcer(tracer, options), received: fake.received }
}

async function denialOf(promise: Promise<unknown>): Promise<EnforcementError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome && outcome.error instanceof EnforcementError) return outcome.error
  throw new Error(`expected a denial, not ${inspect(outcome)}`)
}

/** The phases of what the session holds, oldest first. */
async function recorded(tracer: Tracer) {
  const { items } = await client.traces(await tracer.sessionId(), { order: 'asc' })
  return items
}

describe('the call', () => {
  it('that is allowed runs once, with its args, and gives its result', async () => {
    const { tracer, enforcer } = live()
    const fn = vi.fn(async ({ a, b }: { a: number; b: number }) => a + b)
    expect(await enforcer.guardAndCall('add', { a: 2, b: 3 }, fn)).toBe(5)
    expect(fn.mock.calls).toEqual([[{ a: 2, b: 3 }]])
    expect((await recorded(tracer)).map(({ phase, content }) => [phase, content])).toEqual([
      ['tool_call', { tool: 'add', args: { a: 2, b: 3 } }],
      ['tool_result', { tool: 'add', args: { a: 2, b: 3 }, result: 5 }],
    ])
    expect(enforcer.counters).toEqual({ checked: 2, warned: 0, denied: 0, allowedUnavailable: 0 })
  })

  it('that draws a warning runs once', async () => {
    const { enforcer } = live()
    const fn = vi.fn(() => 'done')
    expect(await enforcer.guardAndCall('bake', { what: 'cake' }, fn)).toBe('done')
    expect(fn).toHaveBeenCalledOnce()
    // The result is recorded with its args, so both steps warn.
    expect(enforcer.counters).toMatchObject({ checked: 2, warned: 2 })
  })

  it('that is blocked never runs', async () => {
    const { tracer, enforcer } = live()
    const fn = vi.fn()
    const denial = await denialOf(enforcer.guardAndCall('shell', { command: 'rm -rf /' }, fn))
    expect(fn).not.toHaveBeenCalled()
    expect(denial).toMatchObject({
      stage: 'call',
      toolRan: false,
      tool: 'shell',
      decision: 'block',
      unavailable: false,
    })
    expect(denial.reasons[0]).toMatchObject({ rule: 'no_shell_rm_rf' })
    expect(denial.message).toContain('`no_shell_rm_rf`')
    expect(denial.cause).toBeUndefined()
    expect((await recorded(tracer)).map(({ id }) => id)).toEqual([denial.traceId])
    expect(enforcer.counters).toMatchObject({ checked: 1, denied: 1 })
  })

  it('that needs to be asked about or rewritten never runs, as long as neither can be done', async () => {
    const { enforcer } = live()
    const fn = vi.fn()
    expect(await denialOf(enforcer.guardAndCall('pay', { to: 'x' }, fn))).toMatchObject({ decision: 'ask' })
    expect(await denialOf(enforcer.guardAndCall('call', { number: '555-1234' }, fn))).toMatchObject({
      decision: 'redact',
    })
    expect(fn).not.toHaveBeenCalled()
  })

  it.each(['quarantine', 'Allow', 'allow ', 'ALLOW', '', 'constructor'])(
    'with the unknown decision `%s` never runs',
    async (word) => {
      const { enforcer } = await scripted(() => verdict(word))
      const fn = vi.fn()
      const denial = await denialOf(enforcer.guardAndCall('t', {}, fn))
      expect(fn).not.toHaveBeenCalled()
      expect(denial).toMatchObject({ decision: 'block', unavailable: false, traceId: 'trace-1' })
      expect(denial.message).toContain(`unknown decision \`${word}\``)
    },
  )

  it('is guarded by a wrapped function on every call', async () => {
    const { enforcer } = live()
    const ran: string[] = []
    const shell = enforcer.guard('shell', ({ command }: { command: string }) => ran.push(command))
    expect(await shell({ command: 'ls' })).toBe(1)
    await denialOf(shell({ command: 'rm -rf /' }))
    expect(await shell({ command: 'pwd' })).toBe(2)
    expect(ran).toEqual(['ls', 'pwd'])
  })

  it('may have no args', async () => {
    const { enforcer } = live()
    expect(await enforcer.guardAndCall('now', undefined, (args) => args === undefined)).toBe(true)
  })
})

describe('the result', () => {
  it('that is blocked does not get out, not even through the error', async () => {
    const { tracer, enforcer } = live()
    const fn = vi.fn(() => ({ document: `TOP SECRET ${'plans '.repeat(200)} the-very-end` }))
    const denial = await denialOf(enforcer.guardAndCall('read', {}, fn))
    expect(fn).toHaveBeenCalledOnce()
    expect(denial).toMatchObject({ stage: 'result', toolRan: true, decision: 'block', unavailable: false })
    expect(denial.cause).toBeUndefined()
    expect(inspect(denial, { depth: Infinity, showHidden: true })).not.toContain('the-very-end')
    expect((await recorded(tracer)).map(({ phase, decision }) => [phase, decision])).toEqual([
      ['tool_call', 'allow'],
      ['tool_result', 'block'],
    ])
  })

  it('that is an error is judged and thrown as it was', async () => {
    const { tracer, enforcer } = live()
    const failure = new RangeError('out of cheese')
    await expect(enforcer.guardAndCall('t', {}, () => Promise.reject(failure))).rejects.toBe(failure)
    await expect(
      enforcer.guardAndCall('t', {}, () => {
        throw failure
      }),
    ).rejects.toBe(failure)
    expect((await recorded(tracer))[1]).toMatchObject({
      phase: 'tool_result',
      content: { tool: 't', args: {}, error: { name: 'RangeError', message: 'out of cheese' } },
    })
  })

  it('that is an error of undefined is an error', async () => {
    const { enforcer } = live()
    await expect(enforcer.guardAndCall('t', {}, () => Promise.reject(undefined))).rejects.toBeUndefined()
  })

  it('that is a blocked error does not get out either', async () => {
    const { enforcer } = live()
    const denial = await denialOf(
      enforcer.guardAndCall('t', {}, () => Promise.reject(new Error('TOP SECRET the-very-end'))),
    )
    expect(denial).toMatchObject({ stage: 'result', toolRan: true })
    expect(denial.cause).toBeUndefined()
    expect(denial.message).not.toContain('the-very-end')
  })

  it('with an unknown decision does not get out', async () => {
    const { enforcer } = await scripted((_, index) => verdict(index === 0 ? 'allow' : 'quarantine'))
    expect(await denialOf(enforcer.guardAndCall('t', {}, () => 1))).toMatchObject({
      stage: 'result',
      decision: 'block',
    })
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    [
      'a cycle',
      (() => {
        const value: unknown[] = []
        value.push(value)
        return value
      })(),
    ],
    ['half an emoji', 'a\ud83d'],
    ['a bigint', 1n],
    ['a number beyond 2^53', 2 ** 60],
    [
      'an object that throws when it is read',
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no')
          },
        },
      ),
    ],
    ['a function', () => 1],
  ])('may be anything: %s', async (_, value) => {
    const { enforcer } = live()
    expect(await enforcer.guardAndCall('t', {}, () => value)).toBe(value)
  })

  it('that cannot be shown whole does not get out, even when what could be shown was allowed', async () => {
    const { enforcer } = live({ onUnavailable: 'allow' })
    let deep: unknown = 'TOP SECRET'
    for (let level = 0; level < 80; level += 1) deep = { in: deep }
    const denial = await denialOf(enforcer.guardAndCall('t', {}, () => deep))
    expect(denial).toMatchObject({ stage: 'result', decision: 'block', unavailable: false })
    expect(denial.message).toContain('too deep or too large')
    expect(denial.traceId).not.toBeNull()
  })
})

describe('what is judged is what runs', () => {
  it('changes to args while the check is under way do not reach the tool', async () => {
    const args = { command: 'ls', list: [{ path: '/tmp' }] }
    const { enforcer, received } = await scripted((_, index) => {
      args.command = 'rm -rf /'
      args.list[0] = { path: '/' }
      args.list.push({ path: '/etc' })
      return { ...verdict('allow'), delayMs: index === 0 ? 50 : 0 }
    })
    const fn = vi.fn()
    await enforcer.guardAndCall('shell', args, fn)
    expect(fn.mock.calls).toEqual([[{ command: 'ls', list: [{ path: '/tmp' }] }]])
    for (const { body } of received) expect(body.toString()).not.toContain('rm -rf')
  })

  it('an accessor cannot say one thing to the guard and another to the tool', async () => {
    const { enforcer } = live()
    let reads = 0
    const args = {
      get command() {
        reads += 1
        return reads === 1 ? 'ls' : 'rm -rf /'
      },
    }
    expect(await enforcer.guardAndCall('shell', args, ({ command }) => command + command)).toBe('lsls')
  })

  it('an own toJSON cannot show the guard something else', async () => {
    const { enforcer } = live()
    const fn = vi.fn()
    const args = { command: 'rm -rf /', toJSON: () => ({ command: 'ls' }) }
    expect((await denialOf(enforcer.guardAndCall('shell', args, fn))).decision).toBe('block')
    expect(fn).not.toHaveBeenCalled()
  })

  it('a change that the tool makes to its args is not recorded as the call', async () => {
    const { tracer, enforcer } = live()
    await enforcer.guardAndCall('t', { a: [1] }, (args) => {
      args.a.push(2)
    })
    expect((await recorded(tracer)).map(({ content }) => content.args)).toEqual([{ a: [1] }, { a: [1] }])
  })

  it('args that cannot be shown whole never run', async () => {
    const { enforcer } = live({ onUnavailable: 'allow' })
    let deep: unknown = 'rm -rf /'
    for (let level = 0; level < 80; level += 1) deep = { in: deep }
    const fn = vi.fn()
    expect((await denialOf(enforcer.guardAndCall('shell', deep, fn))).message).toContain('too deep or too large')
    expect(fn).not.toHaveBeenCalled()
  })

  it('data that is not JSON reaches the tool with its types', async () => {
    const { enforcer } = live()
    const args = { since: new Date(0), ids: new Set([1]), until: undefined, account: new URL('http://a/') }
    const ran = await enforcer.guardAndCall('t', args, (given) => given)
    expect(ran).toEqual(args)
    expect(ran.since).not.toBe(args.since)
    expect(ran.account).toBe(args.account)
  })

  it('for any JSON args the tool gets exactly what was sent', async () => {
    const { enforcer, received } = await scripted(() => verdict('allow'))
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (args) => {
        received.length = 0
        const plain = JSON.parse(JSON.stringify(args))
        const ran = await enforcer.guardAndCall('t', plain, (given) => JSON.stringify(given))
        fc.pre(!/\d{16}|e\+|__proto__/.test(ran))
        expect(JSON.stringify(JSON.parse(received[0]?.body.toString() ?? '').content.args)).toBe(ran)
      }),
      { numRuns: 50 },
    )
  })
})

describe('without a verdict', () => {
  const unavailable: [string, Reply][] = [
    ['the connection drops', { drop: true }],
    ['the server is too slow', { delayMs: 10_000 }],
    ['the body never ends', { ...verdict('allow'), stall: true }],
    ['the server fails', { status: 500, body: { detail: 'broken' } }],
    ['the server is overloaded', { status: 503 }],
    ['a proxy answers', { body: '<html>Welcome</html>', headers: { 'content-type': 'text/html' } }],
    ['the verdict has no decision', { body: { id: 'x', reasons: [] } }],
    ['the verdict is null', { body: 'null' }],
  ]

  it.each(unavailable)('%s: the call is denied', async (_, reply) => {
    const { enforcer } = await scripted(() => reply, { timeoutMs: 500 })
    const fn = vi.fn()
    const denial = await denialOf(enforcer.guardAndCall('t', {}, fn))
    expect(fn).not.toHaveBeenCalled()
    expect(denial).toMatchObject({ stage: 'call', decision: 'block', reasons: [], traceId: null, unavailable: true })
    expect(denial.cause).toBeInstanceOf(UnavailableError)
  })

  it.each(unavailable)('%s: with `allow` the call runs, is logged and counted', async (_, reply) => {
    const log = vi.fn()
    const { enforcer } = await scripted(() => reply, { timeoutMs: 500, onUnavailable: 'allow', log })
    expect(await enforcer.guardAndCall('t', {}, () => 'ran')).toBe('ran')
    expect(log).toHaveBeenCalledTimes(2)
    expect(log).toHaveBeenCalledWith(expect.stringContaining('call of `t`'), expect.any(UnavailableError))
    expect(enforcer.counters).toEqual({ checked: 2, warned: 0, denied: 0, allowedUnavailable: 2 })
  })

  it.each([
    ['allow', 'allow'],
    ['deny', 'deny'],
    ['deny', undefined],
  ] as const)('the server ends between call and result: %s', async (outcome, onUnavailable) => {
    const mortal = await startLiveServer()
    const tracer = new Tracer(new AgentSentryClient({ baseUrl: mortal.url }))
    const enforcer = new Enforcer(tracer, { log: () => {}, ...(onUnavailable && { onUnavailable }) })
    const call = enforcer.guardAndCall('t', {}, async () => {
      await mortal.stop()
      return 'the-result'
    })
    if (outcome === 'allow') return expect(await call).toBe('the-result')
    const denial = await denialOf(call)
    expect(denial).toMatchObject({ stage: 'result', toolRan: true, unavailable: true })
    expect(denial.cause).toBeInstanceOf(UnavailableError)
    expect(inspect(denial, { depth: Infinity, showHidden: true })).not.toContain('the-result')
  })

  it('a transport error that quotes the request does not give a result away', async () => {
    let calls = 0
    const fetch = async (_: unknown, init?: RequestInit) => {
      calls += 1
      if (calls > 1) throw Object.assign(new Error(`failed: ${init?.body}`), { request: init })
      return Response.json(verdict('allow').body)
    }
    const quoting = new AgentSentryClient({ fetch: fetch as typeof globalThis.fetch, retries: 0 })
    const enforcer = new Enforcer(new Tracer(quoting, { sessionId: 's' }))
    const denial = await denialOf(enforcer.guardAndCall('t', {}, () => 'the-result'))
    expect(inspect(denial, { depth: Infinity, showHidden: true })).not.toContain('the-result')
  })

  it('nothing listens: the default is to deny, and the message says why', async () => {
    const enforcer = new Enforcer(new Tracer(new AgentSentryClient({ baseUrl: await deadAddress() })))
    const denial = await denialOf(enforcer.guardAndCall('t', {}, () => 1))
    expect(denial.message).toBe('call of `t` denied: no verdict: POST /sessions: the connection failed (ECONNREFUSED)')
  })

  it('the default log is a warning on the console', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const tracer = new Tracer(new AgentSentryClient({ baseUrl: await deadAddress() }))
    await new Enforcer(tracer, { onUnavailable: 'allow' }).guardAndCall('t', {}, () => 1)
    expect(warn).toHaveBeenCalledTimes(2)
    warn.mockRestore()
  })

  it('a check takes no longer than its time-out, session included', async () => {
    const slow = await startScriptedServer(() => ({ delayMs: 5_000 }))
    open.push(slow)
    const enforcer = new Enforcer(new Tracer(new AgentSentryClient({ baseUrl: slow.url })), { timeoutMs: 300 })
    const startedAt = Date.now()
    await denialOf(enforcer.guardAndCall('t', {}, () => 1))
    expect(Date.now() - startedAt).toBeLessThan(1_000)
  })
})

describe('a server that refuses the trace', () => {
  it.each([400, 401, 403, 404, 413, 422, 429])('with %i is a denial, even with `allow`', async (status) => {
    const answer = () => ({ status, body: { detail: 'refused', code: 'some_code' } })
    const { enforcer } = await scripted(answer, { onUnavailable: 'allow', timeoutMs: 1_000 })
    const fn = vi.fn()
    const denial = await denialOf(enforcer.guardAndCall('t', {}, fn))
    expect(fn).not.toHaveBeenCalled()
    expect(denial).toMatchObject({ decision: 'block', unavailable: true, cause: { status, code: 'some_code' } })
  })

  it('because the session is unknown: denied', async () => {
    const enforcer = new Enforcer(new Tracer(client, { sessionId: 'nobody' }), { onUnavailable: 'allow' })
    const denial = await denialOf(enforcer.guardAndCall('t', {}, () => 1))
    expect(denial.cause).toMatchObject({ code: 'session_unknown' })
  })

  it('because it is too large: denied, call and result alike', async () => {
    const { enforcer } = live({ onUnavailable: 'allow' })
    const long = 'x'.repeat(2 * 1024 * 1024)
    const call = await denialOf(enforcer.guardAndCall('t', { long }, () => 1))
    expect(call).toMatchObject({ stage: 'call', cause: { status: 413 } })
    const result = await denialOf(enforcer.guardAndCall('t', {}, () => long))
    expect(result).toMatchObject({ stage: 'result', toolRan: true, cause: { status: 413 } })
    expect(result.cause).toBeInstanceOf(ApiError)
  })
})

it('calls that run at once are judged each by itself', async () => {
  const { enforcer } = live()
  const ran: number[] = []
  const calls = Array.from({ length: 20 }, (_, index) => {
    const command = index % 3 === 0 ? 'rm -rf /' : `echo ${index}`
    return enforcer.guardAndCall('shell', { command }, () => ran.push(index))
  })
  const outcomes = await Promise.allSettled(calls)
  const denied = outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
  expect(denied).toEqual([0, 3, 6, 9, 12, 15, 18])
  expect(ran.sort((a, b) => a - b)).toEqual([1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19])
  expect(enforcer.counters).toMatchObject({ checked: 33, denied: 7 })
})

it('an enforcer cannot be given a time-out of nothing', () => {
  expect(() => new Enforcer(new Tracer(client), { timeoutMs: -1 })).toThrow(/timeoutMs/)
})
