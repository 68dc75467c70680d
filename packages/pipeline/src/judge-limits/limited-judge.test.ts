import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ModelServer, startModelServer } from '../../../../tests/model-server.ts'
import { OpenRouterJudge } from '../../../adapters/src/index.ts'
import type { JudgeRequest } from '../ports/judge.ts'
import { type JudgeLimits, LimitedJudge } from './limited-judge.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
afterAll(() => server.close())
beforeEach(() => server.behave({ kind: 'answer' }))

const noon = Date.parse('2026-11-22T12:00:00Z')
const never = new AbortController().signal

function setUp(limits: Partial<JudgeLimits> = {}, { models = ['m'], promptExtension = '' } = {}) {
  const clock = { ms: noon, nowMs: () => clock.ms }
  const spend = { usd: 0, asked: [] as string[] }
  const spentUsd = async (day: string) => {
    spend.asked.push(day)
    return spend.usd
  }
  const judge = new OpenRouterJudge({ baseUrl: server.url, models, promptExtension, maskSecrets: (text) => text })
  const none = { concurrency: 100, perMinute: null, dailyUsd: null, cacheMs: 0 }
  return { clock, spend, judge: new LimitedJudge(judge, { ...none, ...limits }, { spend: { spentUsd }, clock }) }
}

function request(text: string, more: Partial<JudgeRequest> = {}): JudgeRequest {
  const contentJson = JSON.stringify({ text })
  return { traceId: 't', role: 'user', phase: 'user', tool: null, contentJson, decision: 'allow', window: [], ...more }
}

/** How many calls reach the model meanwhile. */
async function callsDuring(work: () => Promise<unknown>): Promise<number> {
  const before = server.count
  await work()
  return server.count - before
}

function judgeAll(judge: LimitedJudge, texts: readonly string[]) {
  return Promise.allSettled(texts.map((text) => judge.judge(request(text), never)))
}

describe('concurrency', () => {
  test('no more are asked at once, and all are answered', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    let most = 0
    server.behave(() => {
      most = Math.max(most, server.underWay)
      return { kind: 'answer', after: gate }
    })
    const { judge } = setUp({ concurrency: 3 })
    const steps = Array.from({ length: 12 }, (_, index) => `step ${index}`)
    const work = judgeAll(judge, steps)
    await expect.poll(() => server.underWay).toBe(3)
    expect(judge.room).toBe(0)
    open()
    expect((await work).map(({ status }) => status)).toEqual(Array(12).fill('fulfilled'))
    expect(most).toBe(3)
    expect(judge.room).toBe(3)
  })

  test('a caller that gives up while it waits for its turn is let go at once, and nobody is asked for it', async () => {
    server.next({ kind: 'hang' })
    const { judge } = setUp({ concurrency: 1 })
    const first = new AbortController()
    const second = new AbortController()
    const hanging = judge.judge(request('a'), first.signal)
    const waiting = judge.judge(request('b'), second.signal)
    const outcomes = Promise.allSettled([hanging, waiting])
    await expect.poll(() => server.underWay).toBe(1)
    second.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    first.abort()
    await outcomes
    const calls = await callsDuring(() => judge.judge(request('c'), never))
    expect(calls).toBe(1)
    expect(server.calls.at(-1)?.body.messages[1]?.content).toContain('{"text":"c"}')
  })
})

describe('rate', () => {
  test('over it nobody is asked, and the check is told when to come back', async () => {
    const { judge, clock } = setUp({ perMinute: 60 })
    expect(judge.room).toBe(5)
    expect(await callsDuring(() => judgeAll(judge, ['a', 'b', 'c', 'd', 'e']))).toBe(5)
    expect(judge.room).toBe(0)
    const over = { code: 'rate_limited', retryable: true, asked: false, retryAfterMs: 1_000 }
    expect(await callsDuring(() => expect(judge.judge(request('f'), never)).rejects.toMatchObject(over))).toBe(0)
    clock.ms += 1_000
    expect(await callsDuring(() => judge.judge(request('f'), never))).toBe(1)
  })

  test('over ten minutes there are as many as were allowed, and never more than a burst over it', async () => {
    const { judge, clock } = setUp({ perMinute: 30 })
    const calls = await callsDuring(async () => {
      for (let step = 0; step < 600; step++) {
        clock.ms += 1_000
        await judge.judge(request(`step ${step}`), never).catch(() => {})
      }
    })
    expect(calls).toBeGreaterThanOrEqual(299)
    expect(calls).toBeLessThanOrEqual(300 + 3)
  })

  test('a clock that is set back gives nothing for free', async () => {
    const { judge, clock } = setUp({ perMinute: 12 })
    await judge.judge(request('a'), never)
    clock.ms -= 3_600_000
    await expect(judge.judge(request('b'), never)).rejects.toMatchObject({ retryAfterMs: 5_000 })
    clock.ms += 5_000
    await judge.judge(request('b'), never)
  })
})

describe('daily cost', () => {
  const over = { code: 'over_budget', retryable: true, asked: false }

  test('when it is reached nobody is asked until the next day', async () => {
    const { judge, clock, spend } = setUp({ dailyUsd: 1 })
    spend.usd = 1
    const reached = { ...over, retryAfterMs: 12 * 60 * 60 * 1000 }
    expect(await callsDuring(() => expect(judge.judge(request('a'), never)).rejects.toMatchObject(reached))).toBe(0)
    spend.usd = 0
    clock.ms += 12 * 60 * 60 * 1000
    await judge.judge(request('a'), never)
    expect(spend.asked).toEqual(['2026-11-22', '2026-11-23'])
  })

  test('what is under way counts, so that many at once do not overrun it', async () => {
    server.behave({ kind: 'answer', delayMs: 20, completion: { usage: { cost: 0.125 } } })
    const { judge } = setUp({ dailyUsd: 1 })
    await judge.judge(request('first'), never)
    const outcomes = await judgeAll(
      judge,
      Array.from({ length: 40 }, (_, index) => `step ${index}`),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(7)
  })

  test('what others spend is seen within a second', async () => {
    const { judge, clock, spend } = setUp({ dailyUsd: 1 })
    await judge.judge(request('a'), never)
    spend.usd = 2
    await judge.judge(request('b'), never)
    clock.ms += 1_000
    await expect(judge.judge(request('c'), never)).rejects.toMatchObject(over)
  })

  test('an answer that is no opinion costs all the same', async () => {
    const { judge, clock } = setUp({ dailyUsd: 0.0004 })
    for (const text of ['a', 'b']) {
      server.next({ kind: 'words', text: 'allow' })
      await expect(judge.judge(request(text), never)).rejects.toMatchObject({ code: 'malformed', asked: true })
      clock.ms += 5_000
    }
    expect(await callsDuring(() => expect(judge.judge(request('c'), never)).rejects.toMatchObject(over))).toBe(0)
  })

  test('a store that fails is not taken for one where nothing was spent', async () => {
    const judge = new OpenRouterJudge({ baseUrl: server.url, models: ['m'], maskSecrets: (text) => text })
    const spend = { spentUsd: () => Promise.reject(new Error('the database is down')) }
    const limits = { concurrency: 1, perMinute: null, dailyUsd: 1, cacheMs: 0 }
    const limited = new LimitedJudge(judge, limits, { spend, clock: { nowMs: () => noon } })
    const check = () => expect(limited.judge(request('a'), never)).rejects.toThrow('the database is down')
    expect(await callsDuring(check)).toBe(0)
  })
})

describe('equal content', () => {
  const minutes = (count: number) => count * 60_000

  test('is judged once within the time, and says so', async () => {
    server.behave({ kind: 'answer', opinion: { decision: 'block' } })
    const { judge, clock } = setUp({ cacheMs: minutes(10) })
    const first = await judge.judge(request('a'), never)
    clock.ms += minutes(9)
    const earlier = { ...first, cached: true, promptTokens: 0, completionTokens: 0, costUsd: 0, latencyMs: 0 }
    const again = async () => expect(await judge.judge(request('a', { traceId: 'another' }), never)).toEqual(earlier)
    expect(await callsDuring(again)).toBe(0)
    clock.ms += minutes(1) + 1
    expect(await callsDuring(() => judge.judge(request('a'), never))).toBe(1)
  })

  test('that is being judged is not asked twice', async () => {
    server.behave({ kind: 'answer', delayMs: 30 })
    const { judge } = setUp({ cacheMs: minutes(10) })
    const same = () => Promise.all(Array.from({ length: 20 }, () => judge.judge(request('a'), never)))
    const before = server.count
    const opinions = await same()
    expect(server.count - before).toBe(1)
    expect(opinions.filter(({ cached }) => !cached)).toHaveLength(1)
    expect(opinions.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0)).toBeCloseTo(0.00017)
  })

  test('goes on being judged when one of those who wait gives up, and ends when the last does', async () => {
    server.next({ kind: 'answer', delayMs: 50 }, { kind: 'hang' })
    const { judge } = setUp({ cacheMs: minutes(10) })
    const [leaves, stays] = [new AbortController(), new AbortController()]
    const left = judge.judge(request('a'), leaves.signal)
    const stayed = judge.judge(request('a'), stays.signal)
    leaves.abort()
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    expect((await stayed).decision).toBe('allow')
    const alone = new AbortController()
    const hanging = judge.judge(request('b'), alone.signal)
    const outcome = expect(hanging).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => server.underWay).toBe(1)
    alone.abort()
    await outcome
    await expect.poll(() => server.underWay).toBe(0)
  })

  test('is asked again after a failure', async () => {
    server.next({ kind: 'words', text: 'no opinion' })
    const { judge } = setUp({ cacheMs: minutes(10) })
    await expect(judge.judge(request('a'), never)).rejects.toMatchObject({ code: 'malformed' })
    expect((await judge.judge(request('a'), never)).cached).toBe(false)
  })

  test('is only what is equal in everything that the judge is told', async () => {
    const { judge } = setUp({ cacheMs: minutes(10) })
    const step = { role: 'user', phase: 'user', tool: null, contentJson: '{"text":"x"}', decision: 'allow' } as const
    await judge.judge(request('a'), never)
    const others: JudgeRequest[] = [
      request('b'),
      request('a', { role: 'assistant', phase: 'assistant' }),
      request('a', { tool: 'shell' }),
      request('a', { tool: '' }),
      request('a', { window: [step] }),
      request('a', { window: [step, step] }),
      request('a', { window: [{ ...step, decision: 'block' }] }),
      request('a', { window: [{ ...step, contentJson: '{"text":"y"}' }] }),
    ]
    expect(await callsDuring(() => Promise.all(others.map((other) => judge.judge(other, never))))).toBe(others.length)
    expect(await callsDuring(() => judge.judge(request('a', { decision: 'block' }), never))).toBe(0)
  })

  test('that is answered from an earlier check takes neither rate nor budget', async () => {
    const { judge, spend, clock } = setUp({ cacheMs: minutes(10), perMinute: 12, dailyUsd: 1 })
    await judge.judge(request('a'), never)
    spend.usd = 5
    clock.ms += 2_000
    expect((await judge.judge(request('a'), never)).cached).toBe(true)
  })
})

describe('an answer that would be the same for every check', () => {
  test.each([
    [429, { 'retry-after': '7' }, 'rate_limited', 7_000],
    [429, {}, 'rate_limited', 5_000],
    [503, { 'retry-after': '9' }, 'upstream', 9_000],
    [401, {}, 'unauthorized', 60_000],
    [402, {}, 'no_credit', 60_000],
  ] as const)(
    '%i %j: the others are not asked meanwhile, and lose no attempt',
    async (status, headers, code, pauseMs) => {
      server.next({ kind: 'status', status, headers })
      const { judge, clock } = setUp()
      await expect(judge.judge(request('a'), never)).rejects.toMatchObject({ code, asked: true })
      expect(judge.room).toBe(0)
      clock.ms += pauseMs - 1
      const waits = { code, asked: false, retryable: true, retryAfterMs: 1 }
      expect(await callsDuring(() => expect(judge.judge(request('b'), never)).rejects.toMatchObject(waits))).toBe(0)
      clock.ms += 1
      expect((await judge.judge(request('b'), never)).decision).toBe('allow')
    },
  )

  test.each([500, 400, 404])('%i holds up nobody else', async (status) => {
    server.next({ kind: 'status', status })
    const { judge } = setUp()
    await expect(judge.judge(request('a'), never)).rejects.toMatchObject({ asked: true })
    expect((await judge.judge(request('b'), never)).decision).toBe('allow')
  })
})
