import type { AuditEntry } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { EventFeed } from './event-feed.ts'
import type { EventStore, IdRange } from './ports/events.ts'

/** A store whose audit log is `length` entries long. */
function storeOf(length: number): EventStore {
  const entry = (id: number) => ({ id, action: 'rule_create' }) as AuditEntry
  return {
    tracesBetween: async () => [],
    auditBetween: async ({ after, upTo = length, limit }: IdRange<number>) =>
      Array.from({ length: Math.max(0, Math.min(limit, upTo - after)) }, (_, index) => entry(after + 1 + index)),
    newestTraceId: async () => '',
    newestAuditId: async () => length,
  }
}

async function toldFrom(auditId: number, length: number): Promise<number> {
  const feed = new EventFeed(storeOf(length), { onFailure: () => {} })
  const ids = new Set<number>()
  const { stop } = await feed.listen(
    (events) => {
      for (const { position } of events) ids.add(position.auditId)
    },
    { traceId: '', auditId },
  )
  stop()
  return ids.size
}

test('whoever was away is told everything since, over many pages', async () => {
  expect(await toldFrom(10_000, 22_345)).toBe(12_345)
})

test('whoever is too far behind begins anew, for all of it would be held in memory', async () => {
  await expect(toldFrom(0, 30_000)).rejects.toMatchObject({ code: 'cursor_invalid' })
})
