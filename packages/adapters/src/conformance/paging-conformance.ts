import type { SessionFilter } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import { entryOf, identityAt, traceAt } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

export function describePaging(given: GivenStore): void {
  describe('pages', () => {
    /** Twenty sessions, two of each time; every filter finds some and leaves some. */
    const fill = async () => {
      const ids: string[] = []
      for (let at = 0; at < 20; at++) {
        const identity = identityAt(1_000 + Math.floor(at / 2) * 1_000)
        const even = at % 2 === 0
        await given.project.createSession(
          {
            title: even ? `Überweisung NR ${at}` : 'etwas',
            agent: at % 3 === 0 ? 'mail' : 'shell',
            tags: at % 4 === 0 ? ['red', 'red', 'blue'] : ['blue'],
          },
          identity,
        )
        if (at % 5 !== 4) {
          const decision = at % 5 === 0 ? 'block' : 'allow'
          await given.project.record(entryOf(traceAt(identity.id, identity.timeMs + 10_000, { decision })))
        }
        ids.push(identity.id)
      }
      return ids
    }
    const filters: readonly [SessionFilter, (at: number) => boolean][] = [
      [{}, () => true],
      [{ q: 'überWEISUNG' }, (at) => at % 2 === 0],
      [{ q: 'nr 1' }, (at) => at % 2 === 0 && at >= 10],
      [{ q: 'ng' }, (at) => at % 2 === 0],
      [{ q: '%' }, () => false],
      [{ q: '"' }, () => false],
      [{ q: 'x" OR "etw' }, () => false],
      [{ agent: 'mail' }, (at) => at % 3 === 0],
      [{ tag: 'red' }, (at) => at % 4 === 0],
      [{ decision: 'block' }, (at) => at % 5 === 0],
      [{ decision: 'allow' }, (at) => at % 5 !== 0 && at % 5 !== 4],
      [{ fromMs: 4_000 }, (at) => at >= 6],
      [{ toMs: 4_000 }, (at) => at < 6],
      [{ fromMs: 3_000, toMs: 5_000 }, (at) => at >= 4 && at < 8],
      [{ tag: 'red', decision: 'block' }, (at) => at % 20 === 0],
      [
        { tag: 'blue', decision: 'allow', agent: 'mail', q: 'weis' },
        (at) => at % 6 === 0 && at % 5 !== 0 && at % 5 !== 4,
      ],
      [{ tag: 'red', q: 'weisung', fromMs: 5_000 }, (at) => at % 4 === 0 && at >= 8],
    ]

    test('of sessions hold every session that a filter finds once, newest first', async () => {
      const ids = await fill()
      for (const [filter, matches] of filters) {
        const expected = ids.filter((_, at) => matches(at)).reverse()
        const seen: string[] = []
        for (let beforeId: string | undefined; ; ) {
          const page = await given.project.sessions(filter, { limit: 3, beforeId })
          seen.push(...page.map(({ id }) => id))
          if (page.length < 3) break
          beforeId = page.at(-1)?.id
        }
        expect([filter, seen]).toEqual([filter, expected])
      }
    })

    test('of sessions begin before a time, and show when each was last updated', async () => {
      const ids = await fill()
      const page = await given.project.sessions({}, { limit: 2, beforeMs: 3_000 })
      expect(page.map(({ id }) => id)).toEqual([ids[3], ids[2]])
      expect(page[0]?.updated_at).toBe('1970-01-01T00:00:12.000Z')
      const [untouched] = await given.project.sessions({}, { limit: 1, beforeId: ids[5] })
      expect(untouched).toMatchObject({ id: ids[4], updated_at: untouched?.created_at })
    })

    test('of traces hold every trace once, in either order, and begin at a time', async () => {
      const { id: sessionId } = await given.project.createSession({}, identityAt(500))
      const traces = Array.from({ length: 11 }, (_, at) => traceAt(sessionId, 1_000 + Math.floor(at / 2) * 1_000))
      for (const trace of traces) await given.project.record(entryOf(trace))
      const ids = traces.map(({ id }) => id)
      for (const order of ['asc', 'desc'] as const) {
        const seen: string[] = []
        for (;;) {
          const edge = seen.at(-1)
          const from = order === 'asc' ? { afterId: edge } : { beforeId: edge }
          const page = await given.project.traces(sessionId, { limit: 4, order, ...from })
          seen.push(...page.map(({ id }) => id))
          if (page.length < 4) break
        }
        expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed())
      }
      const before = await given.project.traces(sessionId, { limit: 99, order: 'desc', beforeMs: 3_000 })
      expect(before.map(({ id }) => id)).toEqual(ids.slice(0, 4).reverse())
      const after = await given.project.traces(sessionId, { limit: 99, order: 'asc', afterMs: 5_000 })
      expect(after.map(({ id }) => id)).toEqual(ids.slice(10))
    })
  })
}
