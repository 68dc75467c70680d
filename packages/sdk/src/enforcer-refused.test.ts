import { describe, expect, it, vi } from 'vitest'
import { denialOf, liveEnforcers, scriptedEnforcers } from '../testing/enforcer-under-test.ts'
import { ApiError, Enforcer, Tracer } from './index.ts'

const { client, live } = liveEnforcers()
const scripted = scriptedEnforcers()

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
    const enforcer = new Enforcer(new Tracer(client(), { sessionId: 'nobody' }), { onUnavailable: 'allow' })
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
