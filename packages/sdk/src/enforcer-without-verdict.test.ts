import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startLiveServer } from '../../../tests/live-server.ts'
import { denialOf, scriptedEnforcers } from '../testing/enforcer-under-test.ts'
import { deadAddress, type Reply, startScriptedServer, verdict } from '../testing/scripted-server.ts'
import { AgentSentryClient, Enforcer, messageStep, Tracer, UnavailableError } from './index.ts'

const scripted = scriptedEnforcers()

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
    expect(enforcer.counters).toMatchObject({ checked: 2, warned: 0, denied: 0, allowedUnavailable: 2 })
  })

  it.each([
    ['allow', 'allow'],
    ['deny', 'deny'],
    ['deny', undefined],
  ] as const)('the server ends between call and result: %s', async (outcome, onUnavailable) => {
    const mortal = await startLiveServer()
    const tracer = new Tracer(new AgentSentryClient({ baseUrl: mortal.url }))
    const enforcer = new Enforcer(tracer, { log: () => {}, timeoutMs: 60_000, ...(onUnavailable && { onUnavailable }) })
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

  it('nor what the model said', async () => {
    const fetch = async (_: unknown, init?: RequestInit) => {
      throw Object.assign(new Error(`failed: ${init?.body}`), { request: init })
    }
    const quoting = new AgentSentryClient({ fetch: fetch as typeof globalThis.fetch, retries: 0 })
    const enforcer = new Enforcer(new Tracer(quoting, { sessionId: 's' }))
    const denial = await denialOf(enforcer.enforce(messageStep('assistant', 'the-text')))
    expect(inspect(denial, { depth: Infinity, showHidden: true })).not.toContain('the-text')
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
    onTestFinished(() => slow.stop())
    const enforcer = new Enforcer(new Tracer(new AgentSentryClient({ baseUrl: slow.url })), { timeoutMs: 300 })
    const startedAt = Date.now()
    await denialOf(enforcer.guardAndCall('t', {}, () => 1))
    expect(Date.now() - startedAt).toBeLessThan(1_000)
  })
})
