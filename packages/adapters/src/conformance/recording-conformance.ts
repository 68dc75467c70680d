import { idempotencyWindowMs, type RecordedTrace, type TraceEntry } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import { auditOf as audit, entryOf, sessionIn, traceOf } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

export function describeRecording(given: GivenStore): void {
  describe('recording', () => {
    test('a recorded trace is read back as it was written, byte for byte', async () => {
      const trace = traceOf(await sessionIn(given.project), {
        contentJson: '{"text":"\\u0041 é 😀","n":1.0}',
        tool: null,
      })
      expect(await given.project.record(entryOf(trace))).toEqual({ kind: 'recorded' })
      expect(await given.project.trace(trace.id)).toEqual(trace)
      expect((await given.store.outbox.depth()).waiting).toBe(1)
    })

    test('a trace of an unknown session is not recorded, and leaves nothing behind', async () => {
      const trace = traceOf('no-such-session')
      expect(await given.project.record({ ...entryOf(trace), audit: audit('trace_block', trace.id) })).toEqual({
        kind: 'session-unknown',
      })
      expect(await given.project.trace(trace.id)).toBeNull()
      expect((await given.store.outbox.depth()).waiting).toBe(0)
      expect(await given.project.auditLogs({}, { limit: 10 })).toEqual([])
    })

    test('the audit entry comes with the trace', async () => {
      const trace = traceOf(await sessionIn(given.project), { decision: 'block' })
      await given.project.record({ ...entryOf(trace), audit: audit('trace_block', trace.id) })
      const [logged] = await given.project.auditLogs({ action: 'trace_block' }, { limit: 10 })
      expect(logged).toMatchObject({ target_id: trace.id, details: { some: 'detail' } })
    })

    test('traces recorded at once keep the order of the calls', async () => {
      const sessionId = await sessionIn(given.project)
      const traces = Array.from({ length: 300 }, () => traceOf(sessionId))
      await Promise.all(traces.map((trace) => given.project.record(entryOf(trace))))
      const read = await given.project.traces(sessionId, { limit: 1000, order: 'asc' })
      expect(read.map(({ id }) => id)).toEqual(traces.map(({ id }) => id))
    })
  })

  describe('idempotency keys', () => {
    const keyed = (trace: RecordedTrace, key: string, bodyHash: string): TraceEntry => ({
      ...entryOf(trace),
      idempotency: { key, bodyHash },
    })

    test('of many equal requests at once one is recorded, and all others get it', async () => {
      const sessionId = await sessionIn(given.project)
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, () => given.project.record(keyed(traceOf(sessionId), 'k', 'same'))),
      )
      const [recorded] = await given.project.traces(sessionId, { limit: 10, order: 'asc' })
      expect(await given.project.traces(sessionId, { limit: 10, order: 'asc' })).toHaveLength(1)
      expect(outcomes.filter(({ kind }) => kind === 'recorded')).toHaveLength(1)
      expect(
        outcomes.filter((outcome) => outcome.kind === 'replayed' && outcome.trace.id === recorded?.id),
      ).toHaveLength(199)
    })

    test('another body under the same key is refused', async () => {
      const sessionId = await sessionIn(given.project)
      await given.project.record(keyed(traceOf(sessionId), 'k', 'one'))
      expect(await given.project.record(keyed(traceOf(sessionId), 'k', 'two'))).toEqual({ kind: 'key-reused' })
    })

    test('a key is free again after its time', async () => {
      const sessionId = await sessionIn(given.project)
      const early = Date.now() - idempotencyWindowMs
      await given.project.record(keyed(traceOf(sessionId, { createdAtMs: early }), 'k', 'one'))
      expect(await given.project.record(keyed(traceOf(sessionId), 'k', 'two'))).toEqual({ kind: 'recorded' })
    })

    test('keys of a deleted session are free, since what they stood for is gone', async () => {
      const sessionId = await sessionIn(given.project)
      await given.project.record(keyed(traceOf(sessionId), 'k', 'one'))
      await given.project.deleteSession(sessionId, audit('session_delete', sessionId))
      expect(await given.project.record(keyed(traceOf(await sessionIn(given.project)), 'k', 'one'))).toEqual({
        kind: 'recorded',
      })
    })

    test('old keys are forgotten by housekeeping', async () => {
      const sessionId = await sessionIn(given.project)
      await given.project.record(keyed(traceOf(sessionId, { createdAtMs: 1_000 }), 'old', 'x'))
      await given.project.record(keyed(traceOf(sessionId, { createdAtMs: 3_000 }), 'new', 'x'))
      expect(await given.store.housekeeping.expireIdempotencyKeys(2_000)).toBe(1)
    })
  })
}
