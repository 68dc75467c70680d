import type { ClaimedCheck } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import { auditOf, elevationOf, entryOf, incidentOf, resultOf, sessionIn, traceOf } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

export function describeAppliedChecks(given: GivenStore): void {
  describe('checks that were made', () => {
    /** Records a trace and claims its check. */
    const claimed = async (fields: Parameters<typeof traceOf>[1] = {}, sessionId?: string): Promise<ClaimedCheck> => {
      const trace = traceOf(sessionId ?? (await sessionIn(given.project)), fields)
      await given.project.record(entryOf(trace))
      return (await given.store.outbox.claimCheck(trace.id, {
        leaseMs: 60_000,
        nowMs: Date.now() + 1_000,
      })) as ClaimedCheck
    }
    const today = () => new Date().toISOString().slice(0, 10)

    test('are recorded with all that is known of them, and no longer wait', async () => {
      const claim = await claimed()
      expect(await given.store.outbox.applyCheck(claim, resultOf(), null)).toBe('applied')
      const record = await given.project.check(claim.traceId)
      expect(record).toMatchObject({ state: 'done', attempts: 1, cause: null, dueAtMs: null })
      expect(record?.result).toMatchObject({ ...resultOf(), raised: false })
      expect(await given.store.outbox.depth()).toMatchObject({ waiting: 0, dead: 0 })
      expect((await given.project.trace(claim.traceId))?.decision).toBe('allow')
    })

    test('are applied exactly once, however many come at once', async () => {
      const claim = await claimed()
      const { traceId } = claim
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, at) =>
          given.store.outbox.applyCheck(claim, resultOf({ explanation: `${at}` }), elevationOf(traceId)),
        ),
      )
      expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'already-applied')).toHaveLength(11)
      expect(await given.project.auditLogs({ action: 'trace_elevate' }, { limit: 10 })).toHaveLength(1)
      expect(
        await given.store.outbox.claimDeliveries({ limit: 9, leaseMs: 1, nowMs: Date.now() + 9_000 }),
      ).toHaveLength(1)
      expect(await given.store.outbox.spentUsd(today())).toBeCloseTo(0.25)
    })

    test('are applied once when a lease ran out and two made the same check', async () => {
      const former = await claimed()
      const next = await given.store.outbox.claimCheck(former.traceId, { leaseMs: 1, nowMs: Date.now() + 120_000 })
      expect(await given.store.outbox.applyCheck(next as ClaimedCheck, resultOf(), null)).toBe('applied')
      expect(await given.store.outbox.applyCheck(former, resultOf({ explanation: 'late' }), null)).toBe(
        'already-applied',
      )
      expect((await given.project.check(former.traceId))?.result?.explanation).toBe('why')
    })

    test('raise the decision, write audit entries, quarantine and incident, all together', async () => {
      const claim = await claimed({ decision: 'warn' })
      const { traceId } = claim
      await given.store.outbox.applyCheck(claim, resultOf({ outcome: 'block' }), elevationOf(traceId))
      const trace = await given.project.trace(traceId)
      expect(trace).toMatchObject({ decision: 'block', elevationJson: '{"rule":"agentsentry.judge"}' })
      expect((await given.project.check(traceId))?.result).toMatchObject({ outcome: 'block', raised: true })
      const session = await given.project.session(trace?.sessionId ?? '')
      expect(session).toMatchObject({
        worst_decision: 'block',
        decisions: { block: 1 },
        quarantine: { trace_id: traceId },
      })
      const logged = await given.project.auditLogs({}, { limit: 10 })
      expect(logged.map(({ action }) => action)).toEqual(['session_quarantine', 'trace_elevate'])
      const told = await given.store.outbox.claimDeliveries({ limit: 9, leaseMs: 1, nowMs: Date.now() + 9_000 })
      expect(told).toMatchObject([incidentOf(traceId)])
    })

    test('leave nothing of an elevation behind when a part of it cannot be written', async () => {
      const claim = await claimed()
      const unwritable = { ...auditOf('trace_elevate', claim.traceId), actor: null as unknown as string }
      const elevation = elevationOf(claim.traceId, { audits: [auditOf('trace_elevate', 'x'), unwritable] })
      await expect(given.store.outbox.applyCheck(claim, resultOf(), elevation)).rejects.toThrow()
      expect((await given.project.trace(claim.traceId))?.decision).toBe('allow')
      expect((await given.project.check(claim.traceId))?.state).toBe('waiting')
      expect(await given.project.auditLogs({}, { limit: 10 })).toEqual([])
      expect(await given.store.outbox.spentUsd(today())).toBe(0)
      expect(await given.store.outbox.applyCheck(claim, resultOf(), null)).toBe('applied')
    })

    test('never lower a decision, and then nothing follows', async () => {
      for (const decision of ['block', 'ask'] as const) {
        const claim = await claimed({ decision: 'block' })
        expect(
          await given.store.outbox.applyCheck(
            claim,
            resultOf({ outcome: decision }),
            elevationOf(claim.traceId, { decision }),
          ),
        ).toBe('applied')
        expect(await given.project.trace(claim.traceId)).toMatchObject({ decision: 'block', elevationJson: null })
        expect((await given.project.check(claim.traceId))?.result).toMatchObject({ raised: false })
      }
      expect(await given.project.auditLogs({}, { limit: 10 })).toEqual([])
    })

    test('change by which decisions their session is found', async () => {
      const sessionId = await sessionIn(given.project)
      const claim = await claimed({ decision: 'warn' }, sessionId)
      const found = async (decision: 'warn' | 'block') =>
        (await given.project.sessions({ decision }, { limit: 9 })).length
      expect([await found('warn'), await found('block')]).toEqual([1, 0])
      await given.store.outbox.applyCheck(claim, resultOf({ outcome: 'block' }), elevationOf(claim.traceId))
      expect([await found('warn'), await found('block')]).toEqual([0, 1])
    })

    test('of a trace that is gone by now are gone too', async () => {
      const sessionId = await sessionIn(given.project)
      const claim = await claimed({}, sessionId)
      await given.project.deleteSession(sessionId, auditOf('session_delete', sessionId))
      expect(await given.store.outbox.applyCheck(claim, resultOf(), elevationOf(claim.traceId))).toBe('gone')
      expect(await given.project.check(claim.traceId)).toBeNull()
      expect(await given.project.auditLogs({ action: 'trace_elevate' }, { limit: 10 })).toEqual([])
    })

    test('cost what they cost on their day, and nothing when answered from memory', async () => {
      await given.store.outbox.applyCheck(await claimed(), resultOf({ costUsd: 0.5 }), null)
      await given.store.outbox.applyCheck(await claimed(), resultOf({ costUsd: null }), null)
      await given.store.outbox.applyCheck(await claimed(), resultOf({ costUsd: 8, cached: true }), null)
      expect(await given.store.outbox.spentUsd(today())).toBeCloseTo(0.5)
      expect(await given.store.outbox.spentUsd('2001-01-01')).toBe(0)
    })

    test('are listed newest first with those that wait, by their state', async () => {
      const done = await claimed()
      const dead = await claimed()
      const failed = await claimed()
      const waits = await claimed()
      const { outbox } = given.store
      await outbox.applyCheck(done, resultOf(), null)
      await outbox.buryCheck(dead, 'x')
      await outbox.postponeCheck(failed, { dueAtMs: 9, cause: 'timeout' })
      const listed = async (filter: Parameters<typeof given.project.checks>[0], limit = 10, beforeId?: string) =>
        (await given.project.checks(filter, { limit, beforeId })).map(({ traceId }) => traceId)
      const all = [waits, failed, dead, done].map(({ traceId }) => traceId)
      expect(await listed({})).toEqual(all)
      expect(await listed({}, 2)).toEqual(all.slice(0, 2))
      expect(await listed({}, 2, all[1])).toEqual(all.slice(2))
      expect(await listed({ state: 'waiting' })).toEqual([waits.traceId])
      expect(await listed({ state: 'unavailable' })).toEqual([failed.traceId])
      expect(await listed({ state: 'dead' })).toEqual([dead.traceId])
      expect(await listed({ state: 'done' })).toEqual([done.traceId])
    })
  })
}
