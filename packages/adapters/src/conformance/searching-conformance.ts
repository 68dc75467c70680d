import type { SessionFilter, TraceFilter } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import { elevationOf, entryOf, identityAt, resultOf, traceAt } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const names = ['shell', '__proto__', 'constructor', 'a"b\\c', 'Ä\u{1F600}']

/** Sessions and traces by what tallying notes, whether it has already or not. */
export function describeSearching(given: GivenStore): void {
  describe('searches', () => {
    const tally = async () => {
      while ((await given.store.tallies.tally({ nowMs: Date.now(), limit: 50 })) === 50);
    }

    /** Traces of ten days and of the last minutes, every one of another kind than its neighbours. */
    const fill = async () => {
      const nowMs = Date.now()
      const times = Array.from({ length: 60 }, (_, at) =>
        at < 40 ? nowMs - 10 * dayMs + at * 6 * 60 * minuteMs : nowMs - 20 * minuteMs + (at - 40) * minuteMs,
      )
      const sessions: { id: string; tools: Set<string>; rules: Set<string> }[] = []
      const traces: { id: string; at: number; sessionId: string; timeMs: number }[] = []
      for (const [at, timeMs] of times.entries()) {
        if (at % 6 === 0)
          sessions.push({
            id: (await given.project.createSession({ tags: ['t'] }, identityAt(timeMs))).id,
            tools: new Set(),
            rules: new Set(),
          })
        const session = sessions.at(-1)
        if (session === undefined) throw new Error('no session')
        const tool = names[at % 5] as string
        const rule = at % 3 === 0 ? (names[at % 4] as string) : null
        const reasons = JSON.stringify(rule === null ? [] : [{ rule, excerpt: '"rule":"decoy"' }])
        const trace = traceAt(session.id, timeMs, {
          tool: at % 7 === 0 ? null : tool,
          phase: at % 2 === 0 ? 'tool_call' : 'tool_result',
          decision: at % 3 === 0 ? 'block' : at % 4 === 0 ? 'warn' : 'allow',
          reasonsJson: at % 2 === 0 ? reasons : '[]',
          shadowJson: at % 2 === 0 ? '[]' : reasons,
        })
        await given.project.record(entryOf(trace, { check: false }))
        if (at % 7 !== 0) session.tools.add(tool)
        if (rule !== null) session.rules.add(rule)
        traces.push({ id: trace.id, at, sessionId: session.id, timeMs })
      }
      return { sessions, traces, nowMs }
    }
    type Filled = Awaited<ReturnType<typeof fill>>

    const allTraces = async (filter: TraceFilter) => {
      const ids: string[] = []
      for (let beforeId: string | undefined; ; beforeId = ids.at(-1)) {
        const page = await given.project.recentTraces(filter, { limit: 4, beforeId })
        ids.push(...page.map(({ id }) => id))
        if (page.length < 4) return ids
      }
    }
    const allSessions = async (filter: SessionFilter) => {
      const ids: string[] = []
      for (let beforeId: string | undefined; ; beforeId = ids.at(-1)) {
        const page = await given.project.sessions(filter, { limit: 3, beforeId })
        ids.push(...page.map(({ id }) => id))
        if (page.length < 3) return ids
      }
    }

    const expectTraces = async ({ traces, nowMs }: Filled) => {
      const hits = (at: number, rule: string) => at % 3 === 0 && names[at % 4] === rule
      const calls = (at: number, tool: string) => at % 7 !== 0 && names[at % 5] === tool
      const cases: [TraceFilter, (at: number, trace: (typeof traces)[number]) => boolean][] = [
        [{}, () => true],
        [{ decision: 'block' }, (at) => at % 3 === 0],
        [{ decision: 'allow' }, (at) => at % 3 !== 0 && at % 4 !== 0],
        [{ phase: 'tool_call' }, (at) => at % 2 === 0],
        ...names.map((tool): (typeof cases)[number] => [{ tool }, (at) => calls(at, tool)]),
        ...names.map((rule): (typeof cases)[number] => [{ rule }, (at) => hits(at, rule)]),
        [{ rule: 'decoy' }, () => false],
        [{ tool: '(others)' }, () => false],
        [{ tool: 'shell', rule: 'shell' }, (at) => calls(at, 'shell') && hits(at, 'shell')],
        [
          { tool: 'constructor', decision: 'block', phase: 'tool_call' },
          (at) => calls(at, 'constructor') && at % 6 === 0,
        ],
        [
          { fromMs: nowMs - 5 * dayMs, toMs: nowMs - 10 * minuteMs },
          (_, { timeMs }) => timeMs >= nowMs - 5 * dayMs && timeMs < nowMs - 10 * minuteMs,
        ],
        [
          { tool: 'shell', fromMs: nowMs - 5 * dayMs, toMs: nowMs - 10 * minuteMs },
          (at, { timeMs }) => calls(at, 'shell') && timeMs >= nowMs - 5 * dayMs && timeMs < nowMs - 10 * minuteMs,
        ],
        [
          { sessionId: traces[30]?.sessionId, decision: 'block' },
          (at, { sessionId }) => sessionId === traces[30]?.sessionId && at % 3 === 0,
        ],
      ]
      for (const [filter, matches] of cases) {
        const expected = traces.filter((trace) => matches(trace.at, trace)).map(({ id }) => id)
        expect([filter, await allTraces(filter)]).toEqual([filter, expected.reverse()])
      }
    }

    const expectSessions = async ({ sessions }: Filled) => {
      const newest = [...sessions].reverse()
      for (const name of [...names, 'decoy']) {
        expect([name, await allSessions({ tool: name })]).toEqual([
          name,
          newest.filter(({ tools }) => tools.has(name)).map(({ id }) => id),
        ])
        const both = { rule: name, tool: 'shell', tag: 't' }
        expect([name, await allSessions(both)]).toEqual([
          name,
          newest.filter(({ tools, rules }) => rules.has(name) && tools.has('shell')).map(({ id }) => id),
        ])
        expect([name, await allSessions({ rule: name, decision: 'block' })]).toEqual([
          name,
          newest.filter(({ rules }) => rules.has(name)).map(({ id }) => id),
        ])
      }
    }

    test('of traces find every one once, newest first, before they are tallied and after', async () => {
      const filled = await fill()
      await expectTraces(filled)
      await given.store.tallies.tally({ nowMs: Date.now(), limit: 25 })
      await expectTraces(filled)
      await tally()
      await expectTraces(filled)
    })

    test('of sessions find those of a tool or a rule, of ten seconds ago and of ten days ago', async () => {
      const filled = await fill()
      await tally()
      await expectSessions(filled)
      const old = filled.sessions[0]?.id as string
      await given.project.record(
        entryOf(traceAt(old, Date.now() - 10_000, { tool: 'fresh', reasonsJson: '[{"rule":"new"}]' }), {
          check: false,
        }),
      )
      expect(await allSessions({ tool: 'fresh' })).toEqual([old])
      expect(await allSessions({ rule: 'new', tool: 'constructor' })).toEqual([old])
      expect(await allSessions({ rule: 'new', tool: 'fresh', decision: 'block', tag: 't' })).toEqual([old])
      expect(await allSessions({ rule: 'new', tool: 'nothing' })).toEqual([])
    })

    test('of sessions tell what was decided in each, and which are in quarantine', async () => {
      const { sessions } = await fill()
      const listed = await given.project.sessions({}, { limit: 200 })
      for (const { id, traces, decisions, worst_decision } of listed) {
        const detail = await given.project.session(id)
        expect({ traces, decisions, worst_decision }).toEqual({
          traces: detail?.traces,
          decisions: detail?.decisions,
          worst_decision: detail?.worst_decision,
        })
      }
      const held = sessions[3]?.id as string
      const trace = traceAt(held, Date.now())
      await given.project.record(entryOf(trace))
      const claim = await given.store.outbox.claimCheck(trace.id, { leaseMs: 1_000, nowMs: Date.now() })
      if (claim === null) throw new Error('nothing to claim')
      await given.store.outbox.applyCheck(claim, resultOf(), elevationOf(trace.id))
      expect(await allSessions({ quarantined: true })).toEqual([held])
      const { quarantined_sessions: quarantined } = await given.project.attention(Date.now())
      expect(quarantined).toMatchObject({ count: 1, newest: [{ id: held }] })
    })

    test('of a trace find its neighbours in the session, and none at the ends', async () => {
      const { id } = await given.project.createSession({}, identityAt(Date.now()))
      const { id: other } = await given.project.createSession({}, identityAt(Date.now()))
      const traces = [
        traceAt(id, Date.now()),
        traceAt(other, Date.now()),
        traceAt(id, Date.now()),
        traceAt(id, Date.now()),
      ]
      for (const trace of traces) await given.project.record(entryOf(trace, { check: false }))
      const [first, , second, third] = traces.map((trace) => trace.id)
      const at = (traceId: string | undefined) => given.project.neighbours({ id: traceId as string, sessionId: id })
      expect(await at(first)).toEqual({ previousId: null, nextId: second })
      expect(await at(second)).toEqual({ previousId: first, nextId: third })
      expect(await at(third)).toEqual({ previousId: second, nextId: null })
    })
  })
}
