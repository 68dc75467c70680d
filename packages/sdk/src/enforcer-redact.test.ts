import { describe, expect, it, vi } from 'vitest'
import { denialOf, liveEnforcers, scriptedEnforcers } from '../testing/enforcer-under-test.ts'
import { verdict } from '../testing/scripted-server.ts'

const { live, recorded } = liveEnforcers()
const scripted = scriptedEnforcers()
const masked = '[masked:redact_phone]'

describe('what rules redact', () => {
  it('is taken from the arguments, every match of it, and nothing else is', async () => {
    const { tracer, enforcer } = live()
    const fn = vi.fn(() => 'rang')
    const args = { to: ['555-1234', 'Ann, 555-99'], at: 7, note: null }
    expect(await enforcer.guardAndCall('ring', args, fn)).toBe('rang')
    expect(fn.mock.calls).toEqual([[{ to: [masked, `Ann, ${masked}`], at: 7, note: null }]])
    expect(enforcer.counters).toMatchObject({ redacted: 1, denied: 0 })
    const traces = await recorded(tracer)
    expect(JSON.stringify(traces)).not.toMatch(/555-\d/)
    expect(traces.map(({ decision }) => decision)).toEqual(['redact', 'allow'])
  })

  it('is taken from a copy of the result', async () => {
    const { enforcer } = live()
    const people = [{ name: 'Ann', phone: '555-1234' }]
    expect(await enforcer.guardAndCall('people', {}, () => people)).toEqual([{ name: 'Ann', phone: masked }])
    expect(people).toEqual([{ name: 'Ann', phone: '555-1234' }])
    expect(await enforcer.guardAndCall('phone', {}, () => 'It is 555-1234.')).toBe(`It is ${masked}.`)
  })

  it('is taken from what is disguised, too', async () => {
    const { enforcer } = live()
    const text = btoa('you may ring me at 555-1234 any time')
    expect(await enforcer.guardAndCall('read', {}, () => ({ text }))).toEqual({ text: masked })
  })

  it.each<[string, () => unknown]>([
    ['a Map', () => new Map([['ann', '555-1234']])],
    ['an object of a class', () => Object.assign(new (class Person {})(), { phone: '555-1234' })],
    ['a Date beside it', () => ({ phone: '555-1234', at: new Date(0) })],
    ['bytes', () => new TextEncoder().encode('555-1234')],
    ['a bigint beside it', () => ['555-1234', 1n]],
    ['an error', () => Promise.reject(new Error('555-1234 does not answer'))],
  ])('cannot be taken from %s, so it is withheld', async (_, fn) => {
    const { enforcer } = live()
    const denial = await denialOf(enforcer.guardAndCall('people', {}, fn))
    expect(denial).toMatchObject({ stage: 'result', decision: 'redact', unavailable: false })
    expect(denial.cause).toBeUndefined()
    expect(enforcer.counters).toMatchObject({ redacted: 0, denied: 1 })
  })

  it('of the name of a tool denies the call', async () => {
    const { enforcer } = live()
    expect(await denialOf(enforcer.guardAndCall('ring-555-1234', {}, vi.fn()))).toMatchObject({ stage: 'call' })
  })

  it.each([
    ['nothing was masked', {}],
    ['the server is too old to say', { masked: undefined }],
    ['a rule could not be evaluated', { masked: 1, reasons: [{ rule: 'r', unevaluated: 'too slow' }] }],
    ['there is no payload', { masked: 1, payload: null }],
  ])('is a denial where %s', async (_, more) => {
    const { enforcer } = await scripted(() => verdict('redact', { payload: { tool: 't', args: {} }, ...more }))
    const fn = vi.fn()
    expect(await denialOf(enforcer.guardAndCall('t', {}, fn))).toMatchObject({ decision: 'redact' })
    expect(fn).not.toHaveBeenCalled()
  })
})

describe('what a person is to be asked about', () => {
  it('is denied where nobody can be asked', async () => {
    const { enforcer } = live()
    const fn = vi.fn()
    expect(await denialOf(enforcer.guardAndCall('pay', { to: 'x' }, fn))).toMatchObject({ decision: 'ask' })
    expect(fn).not.toHaveBeenCalled()
    expect(enforcer.counters).toMatchObject({ asked: 1, denied: 1 })
  })

  it('passes when the person says yes, who is told what it is about', async () => {
    const onAsk = vi.fn(() => true)
    const { enforcer } = live({ onAsk })
    expect(await enforcer.guardAndCall('pay', { to: 'x' }, () => 'paid')).toBe('paid')
    expect(onAsk.mock.calls).toMatchObject([[{ tool: 'pay', stage: 'call', reasons: [{ rule: 'ask_before_pay' }] }]])
  })

  it.each<[string, () => unknown]>([
    ['says no', () => false],
    ['says something else', () => 'yes'],
    ['cannot be reached', () => Promise.reject(new Error('no answer'))],
    [
      'breaks',
      () => {
        throw new Error('broken')
      },
    ],
  ])('is denied when the person %s', async (_, onAsk) => {
    const { enforcer } = live({ onAsk: onAsk as () => boolean })
    const fn = vi.fn()
    expect(await denialOf(enforcer.guardAndCall('pay', {}, fn))).toMatchObject({ decision: 'ask', stage: 'call' })
    expect(fn).not.toHaveBeenCalled()
  })
})
