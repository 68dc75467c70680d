import { describe, expect, test } from 'vitest'
import { auditOf, entryOf, sessionIn, traceAt, traceOf } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

export function describeAudit(given: GivenStore): void {
  describe('the audit log', () => {
    test('is read newest first, by action and by target', async () => {
      for (const [action, target] of [
        ['rule_create', '1'],
        ['session_delete', '2'],
        ['rule_create', '3'],
        ['rule_delete', '3'],
      ] as const)
        await given.project.appendAudit(auditOf(action, target))
      const targets = async (filter: Parameters<typeof given.project.auditLogs>[0]) =>
        (await given.project.auditLogs(filter, { limit: 9 })).map(({ action, target_id: id }) => `${action} ${id}`)
      expect(await targets({})).toEqual(['rule_delete 3', 'rule_create 3', 'session_delete 2', 'rule_create 1'])
      expect(await targets({ action: 'rule_create' })).toEqual(['rule_create 3', 'rule_create 1'])
      expect(await targets({ targetType: 'session' })).toEqual(['session_delete 2'])
      expect(await targets({ action: 'rule_delete', targetType: 'rule' })).toEqual(['rule_delete 3'])
      expect(await targets({ action: 'rule_delete', targetType: 'session' })).toEqual([])
    })

    test('is paged without gaps, and by time', async () => {
      const sessionId = await sessionIn(given.project)
      for (let timeMs = 1_000; timeMs <= 7_000; timeMs += 1_000) {
        const trace = traceAt(sessionId, timeMs)
        await given.project.record(entryOf(trace, { audit: auditOf('trace_block', String(timeMs)) }))
      }
      const seen: string[] = []
      for (let beforeId: number | undefined; ; ) {
        const page = await given.project.auditLogs({}, { limit: 3, beforeId })
        seen.push(...page.map(({ target_id }) => target_id))
        if (page.length < 3) break
        beforeId = page.at(-1)?.id
      }
      expect(seen).toEqual(['7000', '6000', '5000', '4000', '3000', '2000', '1000'])
      const early = await given.project.auditLogs({ action: 'trace_block' }, { limit: 9, beforeMs: 3_000 })
      expect(early.map(({ target_id }) => target_id)).toEqual(['2000', '1000'])
      expect(await given.project.auditLogs({}, { limit: 9, beforeMs: 1_000 })).toEqual([])
    })
  })

  describe('live events', () => {
    test('are the audit entries after one that was seen', async () => {
      expect(await given.project.newestAuditId()).toBe(0)
      for (const target of ['1', '2', '3', '4']) await given.project.appendAudit(auditOf('rule_create', target))
      const [newest, , second] = await given.project.auditLogs({}, { limit: 9 })
      expect(await given.project.newestAuditId()).toBe(newest?.id)
      expect(await given.project.newestAuditId(Date.parse(newest?.created_at ?? '') + 1)).toBe(newest?.id)
      expect(await given.project.newestAuditId(1)).toBe(0)
      const targets = async (range: Parameters<typeof given.project.auditBetween>[0]) =>
        (await given.project.auditBetween(range)).map(({ target_id: id }) => id)
      expect(await targets({ after: second?.id ?? 0, limit: 9 })).toEqual(['3', '4'])
      expect(await targets({ after: 0, limit: 1 })).toEqual(['1'])
      expect(await targets({ after: 0, upTo: second?.id, limit: 9 })).toEqual(['1', '2'])
    })

    test('are the traces after one that was seen, by id, without content', async () => {
      expect(await given.project.newestTraceId()).toBe('')
      const sessionId = await sessionIn(given.project)
      const traces = Array.from({ length: 5 }, () => traceOf(sessionId, { contentJson: '{"text":"kept to itself"}' }))
      for (const trace of traces) await given.project.record(entryOf(trace))
      const ids = traces.map(({ id }) => id)
      expect(await given.project.newestTraceId()).toBe(ids[4])
      const events = await given.project.tracesBetween({ after: ids[1] as string, limit: 2 })
      expect(events.map(({ id }) => id)).toEqual([ids[2], ids[3]])
      expect(events[0]).toEqual({
        id: ids[2],
        sessionId,
        role: 'tool',
        phase: 'tool_call',
        tool: 'shell',
        decision: 'allow',
        createdAtMs: traces[2]?.createdAtMs,
      })
      expect(await given.project.tracesBetween({ after: ids[4] as string, limit: 9 })).toEqual([])
      expect(await given.project.tracesBetween({ after: '', limit: 9 })).toHaveLength(5)
      expect(await given.project.tracesBetween({ after: '', upTo: ids[1], limit: 9 })).toHaveLength(2)
    })
  })
}
