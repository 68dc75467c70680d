import { describe, expect, it, vi } from 'vitest'
import { denialOf, liveEnforcers, scriptedEnforcers } from '../testing/enforcer-under-test.ts'
import { verdict } from '../testing/scripted-server.ts'

const { live, recorded } = liveEnforcers()
const scripted = scriptedEnforcers()

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
    expect(enforcer.counters).toMatchObject({ checked: 2, warned: 0, denied: 0, allowedUnavailable: 0 })
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
