import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { denialOf, liveEnforcers, scriptedEnforcers } from '../testing/enforcer-under-test.ts'
import { verdict } from '../testing/scripted-server.ts'

const { live, recorded } = liveEnforcers()
const scripted = scriptedEnforcers()

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
