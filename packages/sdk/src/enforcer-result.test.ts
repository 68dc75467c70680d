import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { denialOf, liveEnforcers, scriptedEnforcers } from '../testing/enforcer-under-test.ts'
import { verdict } from '../testing/scripted-server.ts'

const { live, recorded } = liveEnforcers()
const scripted = scriptedEnforcers()

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
