import { describe, expect, test } from 'vitest'
import { elevationOf, entryOf, identityAt, resultOf, traceAt } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

const dayMs = 24 * 60 * 60 * 1000

export function describeRetention(given: GivenStore): void {
  describe('retention', () => {
    // Midday, so that the days of a database that keeps them apart are cut as well as passed whole.
    const nowMs = Math.floor(Date.now() / dayMs) * dayMs + dayMs / 2
    const agoMs = (days: number) => nowMs - days * dayMs
    const sessionAt = async (days: number, fields: { retention_days?: number; tags?: string[] } = {}) =>
      (await given.project.createSession(fields, identityAt(agoMs(days)))).id
    const record = async (sessionId: string, days: number, fields: Parameters<typeof traceAt>[2] = {}) => {
      const trace = traceAt(sessionId, agoMs(days), fields)
      expect(await given.project.record(entryOf(trace))).toEqual({ kind: 'recorded' })
      return trace.id
    }
    /** As a worker does it. */
    const removeAll = async (keepDays: number, batch = 3) => {
      for (let rounds = 0; rounds < 200; rounds++) {
        const removed = await given.store.housekeeping.removeExpired({ beforeMs: agoMs(keepDays), nowMs, batch })
        if (removed < batch) return
      }
      throw new Error('there is no end to what is removed')
    }
    const tracesOf = async (sessionId: string) =>
      (await given.project.traces(sessionId, { limit: 100, order: 'asc' })).map(({ id }) => id)

    test('removes what is older, with its checks, and nothing else', async () => {
      const sessionId = await sessionAt(40)
      const old = [await record(sessionId, 40), await record(sessionId, 39.1), await record(sessionId, 31)]
      const kept = [await record(sessionId, 29.9), await record(sessionId, 1)]
      const [done] = await given.store.outbox.claimChecks({ limit: 1, leaseMs: 1, nowMs })
      if (done !== undefined) await given.store.outbox.applyCheck(done, resultOf(), null)
      expect((await given.project.check(old[0] as string))?.state).toBe('done')
      await removeAll(30)
      expect(await tracesOf(sessionId)).toEqual(kept)
      for (const id of old) expect([await given.project.trace(id), await given.project.check(id)]).toEqual([null, null])
      expect((await given.store.outbox.depth()).waiting).toBe(2)
      expect(await given.project.checks({}, { limit: 9 })).toHaveLength(2)
    })

    test('keeps to what a session says of itself, longer or shorter', async () => {
      const usual = await sessionAt(50)
      const longer = await sessionAt(50, { retention_days: 100 })
      const shorter = await sessionAt(50, { retention_days: 2 })
      for (const sessionId of [longer, usual, shorter])
        for (const days of [49, 48, 47, 20, 10, 3, 1]) await record(sessionId, days)
      await removeAll(30)
      const left = await Promise.all([usual, longer, shorter].map(async (id) => (await tracesOf(id)).length))
      expect(left).toEqual([4, 7, 1])
    })

    test('with no time of its own removes only what sessions say', async () => {
      const usual = await sessionAt(900)
      const shorter = await sessionAt(900, { retention_days: 2 })
      for (const sessionId of [usual, shorter]) await record(sessionId, 800)
      for (let rounds = 0; rounds < 3; rounds++)
        await given.store.housekeeping.removeExpired({ beforeMs: 0, nowMs, batch: 10 })
      expect(await tracesOf(usual)).toHaveLength(1)
      expect(await given.project.session(shorter)).toBeNull()
    })

    test('removes sessions that are as old and hold nothing, with their tags and keys, and no other', async () => {
      const emptied = await sessionAt(40, { tags: ['t'] })
      await given.project.record(
        entryOf(traceAt(emptied, agoMs(39), { decision: 'warn' }), { idempotency: { key: 'k', bodyHash: 'b' } }),
      )
      const neverUsed = await sessionAt(35)
      const youngAndEmpty = await sessionAt(5)
      const inUse = await sessionAt(40)
      await record(inUse, 1)
      const keptLonger = await sessionAt(40, { retention_days: 60 })
      await removeAll(30)
      expect(await given.project.session(emptied)).toBeNull()
      expect(await given.project.session(neverUsed)).toBeNull()
      for (const id of [youngAndEmpty, inUse, keptLonger]) expect(await given.project.session(id)).not.toBeNull()
      expect(await given.project.sessions({ tag: 't' }, { limit: 9 })).toEqual([])
      expect(await given.project.sessions({ decision: 'warn' }, { limit: 9 })).toEqual([])
      const reused = entryOf(traceAt(inUse, nowMs), { idempotency: { key: 'k', bodyHash: 'other' } })
      expect(await given.project.record(reused)).toEqual({ kind: 'recorded' })
    })

    test('forgets which decisions a session held when it removed the traces', async () => {
      const sessionId = await sessionAt(40)
      await record(sessionId, 39, { decision: 'block' })
      await record(sessionId, 38, { decision: 'warn' })
      await record(sessionId, 2, { decision: 'warn' })
      await removeAll(30)
      expect(await given.project.sessions({ decision: 'block' }, { limit: 9 })).toEqual([])
      expect(await given.project.sessions({ decision: 'warn' }, { limit: 9 })).toHaveLength(1)
    })

    test('leaves the audit log and what is still to be told', async () => {
      const sessionId = await sessionAt(40)
      const id = await record(sessionId, 39)
      const [claim] = await given.store.outbox.claimChecks({ limit: 1, leaseMs: 1, nowMs })
      if (claim !== undefined) await given.store.outbox.applyCheck(claim, resultOf(), elevationOf(id))
      await removeAll(30)
      expect(await given.project.trace(id)).toBeNull()
      expect(await given.project.auditLogs({ action: 'trace_elevate' }, { limit: 9 })).toHaveLength(1)
      expect(await given.store.outbox.claimDeliveries({ limit: 9, leaseMs: 1, nowMs: nowMs + dayMs })).toHaveLength(1)
    })

    test('makes room for the days to come, as often as it is asked to', async () => {
      await given.store.housekeeping.prepare(nowMs)
      await given.store.housekeeping.prepare(nowMs + 3 * dayMs)
      const sessionId = await sessionAt(0)
      await record(sessionId, -2)
      await record(sessionId, -300)
      await given.store.housekeeping.prepare(nowMs + 300 * dayMs)
      expect(await tracesOf(sessionId)).toHaveLength(2)
    })
  })
}
