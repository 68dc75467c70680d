import type { ClaimedCheck } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import { auditOf, elevationOf, entryOf, resultOf, sessionIn, traceOf } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

export function describeQuarantine(given: GivenStore): void {
  describe('a session in quarantine', () => {
    const quarantined = async () => {
      const sessionId = await sessionIn(given.project)
      const { id } = await raise(sessionId)
      return { sessionId, byTraceId: id }
    }
    const raise = async (sessionId: string) => {
      const trace = traceOf(sessionId)
      await given.project.record(entryOf(trace))
      const claim = await given.store.outbox.claimCheck(trace.id, { leaseMs: 9_000, nowMs: Date.now() + 1_000 })
      await given.store.outbox.applyCheck(claim as ClaimedCheck, resultOf(), elevationOf(trace.id))
      return trace
    }

    test('has its next tool call recorded as blocked, with the reason and an audit entry, and no check', async () => {
      const { sessionId, byTraceId } = await quarantined()
      const call = traceOf(sessionId)
      const outcome = await given.project.record(entryOf(call, { check: true }))
      const recorded = await given.project.trace(call.id)
      expect(outcome).toEqual({ kind: 'quarantined', trace: recorded })
      expect(recorded).toMatchObject({ decision: 'block', contentJson: call.contentJson })
      expect(JSON.parse(recorded?.reasonsJson ?? '')).toMatchObject([
        { rule: 'session_quarantined', decision: 'block', description: expect.stringContaining(byTraceId) },
      ])
      expect(await given.project.check(call.id)).toBeNull()
      const [logged] = await given.project.auditLogs({ action: 'trace_block' }, { limit: 9 })
      expect(logged).toMatchObject({ target_id: call.id, details: { rules: ['session_quarantined'] } })
    })

    test('keeps the reasons that the rules had, and writes one audit entry', async () => {
      const { sessionId } = await quarantined()
      const call = traceOf(sessionId, { decision: 'block', reasonsJson: '[{"rule":"own","decision":"block"}]' })
      await given.project.record(entryOf(call, { audit: auditOf('trace_block', call.id) }))
      const { reasonsJson = '' } = (await given.project.trace(call.id)) ?? {}
      expect(JSON.parse(reasonsJson).map(({ rule }: { rule: string }) => rule)).toEqual(['own', 'session_quarantined'])
      const logged = await given.project.auditLogs({ action: 'trace_block' }, { limit: 9 })
      expect(logged).toMatchObject([{ actor: 'someone', details: { rules: ['own', 'session_quarantined'] } }])
    })

    test('answers a repeated tool call with what was recorded', async () => {
      const { sessionId } = await quarantined()
      const keyed = () => entryOf(traceOf(sessionId), { idempotency: { key: 'k', bodyHash: 'same' } })
      const first = await given.project.record(keyed())
      const second = await given.project.record(keyed())
      expect(first).toMatchObject({ kind: 'quarantined', trace: { decision: 'block' } })
      expect(second).toEqual({ kind: 'replayed', trace: (first as { trace: unknown }).trace })
      const other = await Promise.all([1, 2, 3].map(() => given.project.record(keyed())))
      expect(other.map(({ kind }) => kind)).toEqual(['replayed', 'replayed', 'replayed'])
    })

    test('answers a call that was recorded before with what it was then', async () => {
      const sessionId = await sessionIn(given.project)
      const keyed = () => entryOf(traceOf(sessionId), { idempotency: { key: 'k', bodyHash: 'same' } })
      await given.project.record(keyed())
      await raise(sessionId)
      expect(await given.project.record(keyed())).toMatchObject({ kind: 'replayed', trace: { decision: 'allow' } })
    })

    test('takes everything but tool calls as before, and so do other sessions', async () => {
      const { sessionId } = await quarantined()
      const message = traceOf(sessionId, { role: 'user', phase: 'user', tool: null })
      const result = traceOf(sessionId, { phase: 'tool_result' })
      const elsewhere = traceOf(await sessionIn(given.project))
      for (const trace of [message, result, elsewhere])
        expect(await given.project.record(entryOf(trace))).toEqual({ kind: 'recorded' })
    })

    test('is blocked in a batch with others too', async () => {
      const { sessionId } = await quarantined()
      const free = await sessionIn(given.project)
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, at) => given.project.record(entryOf(traceOf(at % 2 === 0 ? sessionId : free)))),
      )
      expect(outcomes.map(({ kind }) => kind)).toEqual(
        Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 'quarantined' : 'recorded')),
      )
      expect((await given.project.session(sessionId))?.decisions).toEqual({ block: 11 })
    })

    test('keeps the trace that led to it when a second one is raised', async () => {
      const { sessionId, byTraceId } = await quarantined()
      const message = traceOf(sessionId, { role: 'user', phase: 'user', tool: null })
      await given.project.record(entryOf(message))
      const claim = await given.store.outbox.claimCheck(message.id, { leaseMs: 9, nowMs: Date.now() + 1_000 })
      await given.store.outbox.applyCheck(claim as ClaimedCheck, resultOf(), elevationOf(message.id))
      expect((await given.project.session(sessionId))?.quarantine?.trace_id).toBe(byTraceId)
    })

    test('is free when released, once, with an audit entry', async () => {
      const { sessionId, byTraceId } = await quarantined()
      const released = await Promise.all([1, 2, 3].map(() => given.project.releaseSession(sessionId, 'boss')))
      expect(released.sort()).toEqual(['not-quarantined', 'not-quarantined', 'released'])
      expect(await given.project.record(entryOf(traceOf(sessionId)))).toEqual({ kind: 'recorded' })
      expect((await given.project.session(sessionId))?.quarantine).toBeNull()
      const logged = await given.project.auditLogs({ action: 'session_release' }, { limit: 9 })
      expect(logged).toMatchObject([{ actor: 'boss', target_id: sessionId, details: { quarantined_by: byTraceId } }])
      expect(await given.project.releaseSession('no-such-session', 'boss')).toBeNull()
    })
  })
}
