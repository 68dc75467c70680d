import { expect, it } from 'vitest'
import { liveEnforcers } from '../testing/enforcer-under-test.ts'
import { Enforcer, Tracer } from './index.ts'

const { client, live } = liveEnforcers()

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
  expect(() => new Enforcer(new Tracer(client()), { timeoutMs: -1 })).toThrow(/timeoutMs/)
})
