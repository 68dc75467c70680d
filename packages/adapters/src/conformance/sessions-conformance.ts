import { describe, expect, test } from 'vitest'
import { auditOf as audit, entryOf, sessionIn, traceOf } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

export function describeSessions(given: GivenStore): void {
  describe('sessions', () => {
    test('what is not given is null or empty, and an update is the newest trace', async () => {
      const session = await given.project.createSession({}, { id: 's1', timeMs: 1_000 })
      expect(session).toEqual({
        id: 's1',
        title: null,
        agent: null,
        user_id: null,
        tags: [],
        metadata: {},
        retention_days: null,
        quarantine: null,
        created_at: '1970-01-01T00:00:01.000Z',
        updated_at: '1970-01-01T00:00:01.000Z',
      })
      await given.project.record(entryOf(traceOf('s1', { createdAtMs: 5_000, decision: 'warn' })))
      await given.project.record(entryOf(traceOf('s1', { createdAtMs: 6_000 })))
      expect(await given.project.session('s1')).toMatchObject({
        updated_at: '1970-01-01T00:00:06.000Z',
        traces: 2,
        decisions: { allow: 1, warn: 1 },
        worst_decision: 'warn',
      })
    })

    test('a deleted session takes its traces and their outbox rows with it, and leaves an audit entry', async () => {
      const sessionId = await sessionIn(given.project)
      const trace = traceOf(sessionId)
      await given.project.record(entryOf(trace))
      expect(await given.project.deleteSession(sessionId, audit('session_delete', sessionId))).toBe(true)
      expect(await given.project.deleteSession(sessionId, audit('session_delete', sessionId))).toBe(false)
      expect(await given.project.trace(trace.id)).toBeNull()
      expect((await given.store.outbox.depth()).waiting).toBe(0)
      const logs = await given.project.auditLogs({ targetType: 'session' }, { limit: 10 })
      expect(logs.map(({ action, details }) => [action, details.traces])).toEqual([['session_delete', 1]])
    })
  })
}
