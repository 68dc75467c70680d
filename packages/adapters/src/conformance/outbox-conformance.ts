import type { ClaimedCheck } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import { auditOf, entryOf, sessionIn, traceAt, traceOf } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

const leaseMs = 1_000

export function describeOutbox(given: GivenStore): void {
  describe('checks that wait', () => {
    const claim = (nowMs: number, limit = 100) => given.store.outbox.claimChecks({ limit, leaseMs, nowMs })
    const wait = async (times: readonly number[]) => {
      const sessionId = await sessionIn(given.project)
      const traces = times.map((timeMs) => traceAt(sessionId, timeMs))
      for (const trace of traces) await given.project.record(entryOf(trace))
      return traces.map(({ id }) => id)
    }
    const idsOf = (claims: readonly ClaimedCheck[]) => claims.map(({ traceId }) => traceId)

    test('are claimed oldest first, when they are due, and no more than asked for', async () => {
      const [oldest, middle, newest, later] = await wait([1_000, 2_000, 3_000, 9_000])
      expect(idsOf(await claim(5_000, 2))).toEqual([oldest, middle])
      expect(idsOf(await claim(5_000, 2))).toEqual([newest])
      expect(await claim(5_000)).toEqual([])
      expect(idsOf(await claim(9_000))).toContain(later)
    })

    test('are claimed by one of many that ask at once, each once', async () => {
      const ids = await wait(Array.from({ length: 60 }, (_, at) => at + 1))
      const claims = await Promise.all(Array.from({ length: 12 }, () => claim(1_000, 7)))
      const claimed = claims.flatMap(idsOf)
      expect(new Set(claimed).size).toBe(claimed.length)
      for (const ofOne of claims) expect(ofOne.length).toBeLessThanOrEqual(7)
      const rest = idsOf(await claim(1_000))
      expect([...claimed, ...rest].sort()).toEqual(ids)
    })

    test('go to the next when a lease ran out, and the former can do nothing with them', async () => {
      await wait([1_000])
      const [former] = await claim(1_000)
      expect(await claim(1_000 + leaseMs - 1)).toEqual([])
      const [next] = await claim(1_000 + leaseMs)
      expect(next).toMatchObject({ traceId: former?.traceId, attempts: 0 })
      expect(next?.leaseToken).not.toBe(former?.leaseToken)
      const { outbox } = given.store
      expect(await outbox.postponeCheck(former as ClaimedCheck, { dueAtMs: 1, cause: 'x' })).toBe(false)
      expect(await outbox.buryCheck(former as ClaimedCheck, 'x')).toBe(false)
      expect(await outbox.postponeCheck(next as ClaimedCheck, { dueAtMs: 1, cause: null })).toBe(true)
    })

    test('are claimed by name only while they are due and in nobody’s hands', async () => {
      const [id = ''] = await wait([5_000])
      const claimOne = (nowMs: number) => given.store.outbox.claimCheck(id, { leaseMs, nowMs })
      expect(await claimOne(4_999)).toBeNull()
      expect(await claimOne(5_000)).toMatchObject({ traceId: id, projectId: 'default', createdAtMs: 5_000 })
      expect(await claimOne(5_000)).toBeNull()
      expect(await given.store.outbox.claimCheck('no-such-trace', { leaseMs, nowMs: 9_000 })).toBeNull()
    })

    test('are named when due without being claimed', async () => {
      const [first, second] = await wait([1_000, 2_000, 8_000])
      const due = await given.store.outbox.dueChecks({ limit: 10, nowMs: 5_000 })
      expect(due).toEqual([
        { traceId: first, dueAtMs: 1_000 },
        { traceId: second, dueAtMs: 2_000 },
      ])
      expect(await given.store.outbox.dueChecks({ limit: 1, nowMs: 5_000 })).toHaveLength(1)
      expect(await claim(5_000)).toHaveLength(2)
      expect(await given.store.outbox.dueChecks({ limit: 10, nowMs: 5_000 })).toEqual([])
    })

    test('are claimed only among those that are named, and kept for as long as they are renewed', async () => {
      const [first = '', , third = ''] = await wait([1_000, 2_000, 3_000])
      const { outbox } = given.store
      const claims = await outbox.claimChecks({
        limit: 9,
        leaseMs,
        nowMs: 5_000,
        among: [third, first, 'no-such-trace'],
      })
      expect(idsOf(claims)).toEqual([first, third])
      expect(await outbox.claimChecks({ limit: 9, leaseMs, nowMs: 5_000, among: [] })).toEqual([])
      await outbox.renewChecks(claims.slice(0, 1), 20_000)
      const next = await claim(19_999)
      expect(idsOf(next)).not.toContain(first)
      expect(idsOf(next)).toContain(third)
      // The lease is another's by now.
      await outbox.renewChecks(claims.slice(1), 90_000)
      expect(idsOf(await claim(19_999 + leaseMs))).toContain(third)
    })

    test('count an attempt when postponed with a cause, and none when given back', async () => {
      const [id = ''] = await wait([1_000])
      const { outbox } = given.store
      const [first] = await claim(1_000)
      await outbox.postponeCheck(first as ClaimedCheck, { dueAtMs: 2_000, cause: 'timeout' })
      expect(await given.project.check(id)).toMatchObject({ state: 'unavailable', attempts: 1, cause: 'timeout' })
      expect(await claim(1_999)).toEqual([])
      const [second] = await claim(2_000)
      expect(second).toMatchObject({ traceId: id, attempts: 1 })
      await outbox.postponeCheck(second as ClaimedCheck, { dueAtMs: 2_000, cause: null })
      expect(await given.project.check(id)).toMatchObject({ attempts: 1, cause: 'timeout', dueAtMs: 2_000 })
      expect(await claim(2_000)).toHaveLength(1)
    })

    test('are kept when given up, and wait again when somebody asks for it, once', async () => {
      const [id = ''] = await wait([1_000])
      const [claimed] = await claim(1_000)
      expect(await given.store.outbox.buryCheck(claimed as ClaimedCheck, 'refused')).toBe(true)
      expect(await claim(1_000_000)).toEqual([])
      expect(await given.project.check(id)).toMatchObject({
        state: 'dead',
        attempts: 1,
        cause: 'refused',
        dueAtMs: null,
      })
      expect(await given.store.outbox.depth()).toEqual({ waiting: 0, dead: 1, oldestAtMs: null })

      const retried = await Promise.all([1, 2, 3].map(() => given.project.retryCheck(id, 'someone', 3_000)))
      expect(retried.filter(Boolean)).toHaveLength(1)
      expect(await given.project.check(id)).toMatchObject({
        state: 'waiting',
        attempts: 0,
        cause: null,
        dueAtMs: 3_000,
      })
      expect(await claim(3_000)).toMatchObject([{ traceId: id, attempts: 0 }])
      const logged = await given.project.auditLogs({ action: 'check_retry' }, { limit: 10 })
      expect(logged).toMatchObject([{ actor: 'someone', target_id: id, details: { cause: 'refused' } }])
      expect(await given.project.retryCheck('no-such-trace', 'someone', 1)).toBe(false)
    })

    test('are counted, with the time of the oldest', async () => {
      expect(await given.store.outbox.depth()).toEqual({ waiting: 0, dead: 0, oldestAtMs: null })
      await wait([2_000, 3_000, 4_000])
      const [oldest] = await claim(2_000)
      expect(await given.store.outbox.depth()).toEqual({ waiting: 3, dead: 0, oldestAtMs: 2_000 })
      await given.store.outbox.buryCheck(oldest as ClaimedCheck, 'x')
      expect(await given.store.outbox.depth()).toEqual({ waiting: 2, dead: 1, oldestAtMs: 3_000 })
    })

    test('come with what went before in their session, oldest first, and are gone with their session', async () => {
      const ids = await wait([1_000, 2_000, 3_000, 4_000])
      const other = traceAt(await sessionIn(given.project), 2_500)
      await given.project.record(entryOf(other, { check: false }))
      const claims = await claim(5_000)
      expect(idsOf(claims)).not.toContain(other.id)
      const last = claims.at(-1) as ClaimedCheck
      const seen = await given.store.outbox.checkedTrace(last, 2)
      expect(seen?.trace.id).toBe(ids[3])
      expect(seen?.earlier.map(({ id }) => id)).toEqual([ids[1], ids[2]])
      expect((await given.store.outbox.checkedTrace(last, 0))?.earlier).toEqual([])
      const { sessionId } = seen?.trace ?? traceOf('')
      await given.project.deleteSession(sessionId, auditOf('session_delete', sessionId))
      expect(await given.store.outbox.checkedTrace(last, 2)).toBeNull()
      expect((await given.store.outbox.depth()).waiting).toBe(0)
    })
  })
}
