import type { ClaimedDelivery } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import { entryOf, incidentOf, sessionIn, traceAt } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

const leaseMs = 1_000

export function describeDeliveries(given: GivenStore): void {
  describe('deliveries', () => {
    const claim = (nowMs: number, limit = 100) => given.store.outbox.claimDeliveries({ limit, leaseMs, nowMs })
    const tell = async (times: readonly number[]) => {
      const sessionId = await sessionIn(given.project)
      const incidents = []
      for (const timeMs of times) {
        const trace = traceAt(sessionId, timeMs)
        const incident = incidentOf(trace.id, 'block')
        await given.project.record(entryOf(trace, { incident, check: false }))
        incidents.push(incident)
      }
      return incidents
    }

    test('come with the trace, hold the bytes that were given, and are claimed oldest first', async () => {
      const [first, second, third] = await tell([1_000, 2_000, 3_000])
      const claimed = await claim(5_000, 2)
      expect(claimed).toMatchObject([
        { ...first, projectId: 'default', createdAtMs: 1_000, attempts: 0 },
        { ...second, createdAtMs: 2_000 },
      ])
      expect(await claim(5_000)).toMatchObject([third])
      expect(await claim(5_000)).toEqual([])
    })

    test('are left once for one incident', async () => {
      const sessionId = await sessionIn(given.project)
      const [one, other] = [traceAt(sessionId, 1_000), traceAt(sessionId, 2_000)]
      const incident = incidentOf(one.id, 'block')
      await given.project.record(entryOf(one, { incident }))
      await given.project.record(entryOf(other, { incident }))
      expect(await claim(5_000)).toHaveLength(1)
    })

    test('are claimed by one of many that ask at once, each once', async () => {
      const incidents = await tell(Array.from({ length: 30 }, (_, at) => at + 1))
      const claims = (await Promise.all(Array.from({ length: 8 }, () => claim(1_000, 5)))).flat()
      const ids = [...claims, ...(await claim(1_000))].map(({ id }) => id)
      expect(ids.sort()).toEqual(incidents.map(({ id }) => id).sort())
    })

    test('go to the next when a lease ran out, and what the former does changes nothing', async () => {
      await tell([1_000])
      const [former] = await claim(1_000)
      expect(await claim(1_000 + leaseMs - 1)).toEqual([])
      const [next] = await claim(1_000 + leaseMs)
      const { outbox } = given.store
      expect(await outbox.finishDelivery(former as ClaimedDelivery)).toBe(false)
      expect(await outbox.buryDelivery(former as ClaimedDelivery, 'x')).toBe(false)
      expect(await outbox.postponeDelivery(former as ClaimedDelivery, { dueAtMs: 1, cause: 'x' })).toBe(false)
      expect(await outbox.finishDelivery(next as ClaimedDelivery)).toBe(true)
      expect(await outbox.finishDelivery(next as ClaimedDelivery)).toBe(false)
      expect(await claim(1_000_000)).toEqual([])
    })

    test('count attempts unless given back, and are not tried again once given up', async () => {
      await tell([1_000])
      const { outbox } = given.store
      const [first] = await claim(1_000)
      expect(await outbox.postponeDelivery(first as ClaimedDelivery, { dueAtMs: 5_000, cause: 'refused' })).toBe(true)
      expect(await claim(4_999)).toEqual([])
      const [second] = await claim(5_000)
      expect(second).toMatchObject({ attempts: 1 })
      await outbox.postponeDelivery(second as ClaimedDelivery, { dueAtMs: 5_000, cause: null })
      const [third] = await claim(5_000)
      expect(third).toMatchObject({ attempts: 1 })
      expect(await outbox.buryDelivery(third as ClaimedDelivery, 'gone')).toBe(true)
      expect(await claim(1_000_000)).toEqual([])
    })

    test('are counted, with the time of the oldest', async () => {
      expect(await given.store.outbox.deliveryDepth()).toEqual({ waiting: 0, dead: 0, oldestAtMs: null })
      await tell([3_000, 2_000, 4_000])
      expect(await given.store.outbox.deliveryDepth()).toEqual({ waiting: 3, dead: 0, oldestAtMs: 2_000 })
      const [oldest] = await claim(5_000, 1)
      await given.store.outbox.finishDelivery(oldest as ClaimedDelivery)
      const [next] = await claim(5_000, 1)
      await given.store.outbox.buryDelivery(next as ClaimedDelivery, 'x')
      expect(await given.store.outbox.deliveryDepth()).toMatchObject({ waiting: 1, dead: 1 })
    })

    test('outlive their session: what happened is told', async () => {
      const [incident] = await tell([1_000])
      const [session] = await given.project.sessions({}, { limit: 1 })
      const audit = { actor: 'a', action: 'session_delete', targetType: 'session', targetId: 's', details: {} }
      expect(await given.project.deleteSession(session?.id ?? '', audit)).toBe(true)
      expect(await claim(2_000)).toMatchObject([incident])
    })
  })
}
