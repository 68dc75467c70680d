import type { Decision, Stats } from '@agentsentry/contract'
import type { RecordedTrace, StatsRange } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import { elevationOf, entryOf, identityAt, resultOf, traceAt } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export function describeTallies(given: GivenStore): void {
  describe('tallies', () => {
    /** The start of an hour, some time ago, so that nothing is about to become old. */
    const start = Math.floor(Date.now() / hourMs) * hourMs - 3 * hourMs

    const record = (trace: RecordedTrace) => given.project.record(entryOf(trace, { check: false }))
    const openSession = async (timeMs: number, agent: string | null = null) =>
      (await given.project.createSession({ agent }, identityAt(timeMs))).id
    const tallyAll = async (nowMs = Date.now(), limit = 100) => {
      for (let counted = 0; ; ) {
        const count = await given.store.tallies.tally({ nowMs, limit })
        counted += count
        if (count < limit) return counted
      }
    }
    const statsOf = (range: Partial<StatsRange> = {}) =>
      given.project.stats({ fromMs: start, toMs: start + hourMs, stepMs: minuteMs, nowMs: Date.now(), ...range })
    const seen = ({ series, totals, rules, tools, agents, evaluation }: Stats) => ({
      series: series.filter((step) => step.allow + step.warn + step.redact + step.ask + step.block > 0),
      ...{ totals, rules, tools, agents, evaluation },
    })
    const reasonsOf = (...rules: string[]) => JSON.stringify(rules.map((rule) => ({ rule, decision: 'warn' })))

    /** A hundred traces of twenty minutes, of which every fifth is blocked by a rule. */
    const fill = async (fromMs: number) => {
      const sessionId = await openSession(fromMs, 'mail')
      for (let at = 0; at < 100; at++) {
        const decision: Decision = at % 5 === 0 ? 'block' : 'allow'
        await record(
          traceAt(sessionId, fromMs + at * 12_000, {
            decision,
            tool: at % 2 === 0 ? 'shell' : 'constructor',
            reasonsJson: decision === 'block' ? reasonsOf('stop') : '[]',
            shadowJson: at % 4 === 0 ? reasonsOf('tried') : '[]',
            evaluationUs: 100 + at,
          }),
        )
      }
      return sessionId
    }
    const expected = {
      totals: { traces: 100, sessions: 1, allow: 80, warn: 0, redact: 0, ask: 0, block: 20 },
      rules: [
        { rule: 'tried', traces: 25, enforced: 0, shadow: 25 },
        { rule: 'stop', traces: 20, enforced: 20, shadow: 0 },
      ],
      tools: [
        { tool: 'constructor', traces: 50, stopped: 10 },
        { tool: 'shell', traces: 50, stopped: 10 },
      ],
      agents: [{ agent: 'mail', sessions: 1, traces: 100, stopped: 20 }],
    }

    test('count every trace once, in every step, by everything that traces are counted by', async () => {
      await fill(start)
      expect(await tallyAll(Date.now(), 7)).toBe(100)
      expect(await tallyAll()).toBe(0)
      for (const stepMs of [minuteMs, 15 * minuteMs, hourMs]) {
        const stats = await statsOf({ stepMs })
        expect([stepMs, stats]).toMatchObject([stepMs, expected])
        expect(stats.series).toHaveLength(hourMs / stepMs)
      }
      const day = Math.floor(start / dayMs) * dayMs
      expect(await statsOf({ fromMs: day, toMs: day + 2 * dayMs, stepMs: dayMs })).toMatchObject(expected)
      const [first] = seen(await statsOf()).series
      expect(first).toEqual({ at: new Date(start).toISOString(), allow: 4, warn: 0, redact: 0, ask: 0, block: 1 })
      const { evaluation } = await statsOf()
      expect(evaluation?.p50_us).toBeGreaterThan(150 / 1.14)
      expect(evaluation?.p50_us).toBeLessThan(150 * 1.14)
      expect(evaluation?.p99_us).toBeGreaterThan(198 / 1.14)
      expect(evaluation?.p99_us).toBeLessThan(198 * 1.14)
    })

    test('made at once by several count every trace once', async () => {
      await fill(start)
      const counted = await Promise.all(Array.from({ length: 4 }, () => tallyAll(Date.now(), 9)))
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(100)
      expect(await statsOf()).toMatchObject(expected)
    })

    test('give the same figures before, while and after traces are counted', async () => {
      const now = Math.ceil(Date.now() / minuteMs) * minuteMs
      const fromMs = now - 4 * minuteMs
      const sessionId = await openSession(fromMs, 'mail')
      for (let at = 0; at < 40; at++)
        await record(traceAt(sessionId, fromMs + at * 6_000, { decision: at % 4 === 0 ? 'ask' : 'allow' }))
      const range = { fromMs, toMs: now, nowMs: now }
      const before = seen(await statsOf(range))
      expect(before.totals).toMatchObject({ traces: 40, ask: 10 })
      expect(await given.store.tallies.tally({ nowMs: now, limit: 13 })).toBe(13)
      expect(seen(await statsOf(range))).toEqual(before)
      // Minutes that ended less than a minute ago are left for later.
      expect(await tallyAll(now)).toBe(17)
      expect(seen(await statsOf(range))).toEqual(before)
      expect((await given.project.attention(now)).asks).toEqual({ count_24h: 10 })
    })

    test('count what becomes durable late, as long as its minute is not counted', async () => {
      const sessionId = await openSession(start)
      const late = traceAt(sessionId, start + 50_000)
      await record(traceAt(sessionId, start + 55_000))
      expect(await tallyAll(start + 119_000)).toBe(0)
      await record(late)
      expect(await tallyAll(start + 120_000)).toBe(2)
    })

    test('outlive the traces that they count', async () => {
      const sessionId = await fill(start)
      await tallyAll()
      await given.project.deleteSession(sessionId, {
        actor: 'x',
        action: 'session_delete',
        targetType: 'session',
        targetId: sessionId,
        details: {},
      })
      expect((await statsOf()).totals).toMatchObject({ traces: 100, sessions: 0, block: 20 })
    })

    test('follow a decision that is raised, before it is counted and after', async () => {
      const sessionId = await openSession(start, 'mail')
      const [early, later] = [traceAt(sessionId, start), traceAt(sessionId, start + 1_000)]
      for (const trace of [early, later]) await given.project.record(entryOf(trace))
      const raise = async (traceId: string) => {
        const claim = await given.store.outbox.claimCheck(traceId, { leaseMs: 1_000, nowMs: Date.now() })
        if (claim === null) throw new Error('nothing to claim')
        expect(await given.store.outbox.applyCheck(claim, resultOf(), elevationOf(traceId))).toBe('applied')
      }
      await raise(early.id)
      await tallyAll()
      await raise(later.id)
      const raised = {
        totals: { traces: 2, allow: 0, block: 2 },
        tools: [{ tool: 'shell', traces: 2, stopped: 2 }],
        agents: [{ agent: 'mail', traces: 2, stopped: 2 }],
      }
      expect(await statsOf()).toMatchObject(raised)
      expect((await statsOf()).rules).toContainEqual({
        rule: 'agentsentry.judge',
        traces: 2,
        enforced: 2,
        shadow: 0,
      })
      const found = await given.project.recentTraces({ decision: 'block' }, { limit: 9 })
      expect(found.map(({ id }) => id)).toEqual([later.id, early.id])
      expect(await given.project.sessions({ rule: 'agentsentry.judge' }, { limit: 9 })).toHaveLength(1)
    })

    test('bound how many names they tell apart, and count the rest together', async () => {
      const sessionId = await openSession(start)
      for (let at = 0; at < 700; at++) await record(traceAt(sessionId, start + at, { tool: `tool-${at}` }))
      for (const tool of ['x'.repeat(300), '__proto__', 'a'.repeat(200)])
        await record(traceAt(sessionId, start + 700, { tool }))
      await tallyAll(Date.now(), 200)
      const { tools, totals } = await statsOf({ stepMs: hourMs })
      expect(totals.traces).toBe(703)
      expect(tools[0]).toMatchObject({ tool: '(others)', traces: 203 })
      expect(await given.project.recentTraces({ tool: 'tool-699' }, { limit: 9 })).toHaveLength(1)
      expect(await given.project.sessions({ tool: 'tool-699' }, { limit: 9 })).toHaveLength(1)
    })

    test('of minutes are kept for three days, and those of hours for good', async () => {
      const [old, young] = [start - 4 * dayMs, start]
      for (const timeMs of [old, young]) {
        const sessionId = await openSession(timeMs)
        await record(traceAt(sessionId, timeMs))
      }
      await tallyAll(old + hourMs)
      expect(await given.store.tallies.expireMinutes(old + hourMs)).toBe(0)
      await tallyAll()
      expect(await given.store.tallies.expireMinutes(Date.now())).toBeGreaterThan(0)
      expect(await given.store.tallies.expireMinutes(Date.now())).toBe(0)
      const traces = async (fromMs: number, stepMs: number) =>
        (await statsOf({ fromMs, toMs: fromMs + hourMs, stepMs })).totals.traces
      expect(await traces(old, hourMs)).toBe(1)
      expect(await traces(young, minuteMs)).toBe(1)
    })

    test('tell of each rule how often it hit, and when last', async () => {
      const nowMs = Date.now()
      const sessionId = await openSession(nowMs - 40 * dayMs)
      const hitAt = (timeMs: number, rule: string, isShadow = false) =>
        record(
          traceAt(sessionId, timeMs, {
            reasonsJson: isShadow ? '[]' : reasonsOf(rule),
            shadowJson: isShadow ? reasonsOf(rule) : '[]',
          }),
        )
      const times = [nowMs - 35 * dayMs, nowMs - 10 * dayMs, nowMs - 2 * hourMs, nowMs - 1_000]
      for (const timeMs of times) await hitAt(timeMs, 'often')
      await hitAt(nowMs - 2 * dayMs, 'often', true)
      await hitAt(nowMs - 33 * dayMs, 'forgotten')
      await hitAt(nowMs - 3 * dayMs, 'tried', true)
      await tallyAll(nowMs)
      const none = { hits_24h: 0, hits_30d: 0, shadow_hits_24h: 0, shadow_hits_30d: 0 }
      const at = (timeMs: number) => new Date(timeMs).toISOString()
      expect(await given.project.ruleHits(['often', 'forgotten', 'never'], nowMs)).toEqual([
        { ...none, rule: 'often', hits_24h: 2, hits_30d: 3, shadow_hits_30d: 1, last_hit_at: at(nowMs - 1_000) },
        { ...none, rule: 'tried', shadow_hits_30d: 1, last_hit_at: at(nowMs - 3 * dayMs) },
        { ...none, rule: 'forgotten', last_hit_at: at(nowMs - 33 * dayMs) },
        { ...none, rule: 'never', last_hit_at: null },
      ])
    })

    test('of one project count nothing of another', async () => {
      await given.store.projects.createProject({ id: 'other', name: 'other', createdAtMs: 1 }, 'x')
      await fill(start)
      await tallyAll()
      const other = given.store.project('other')
      const range = { fromMs: start, toMs: start + hourMs, stepMs: minuteMs, nowMs: Date.now() }
      expect(await other.stats(range)).toMatchObject({ totals: { traces: 0, sessions: 0 }, rules: [], tools: [] })
      expect(await other.ruleHits([], Date.now())).toEqual([])
      expect(await other.recentTraces({ tool: 'shell' }, { limit: 9 })).toEqual([])
      expect(await other.sessions({ tool: 'shell' }, { limit: 9 })).toEqual([])
    })
  })
}
