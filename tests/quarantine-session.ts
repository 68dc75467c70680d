import type { SqliteStore } from '@agentsentry/adapters/store-sqlite'

/** What a worker does when the judge raises a trace to `block`. */
export async function quarantineSession(store: SqliteStore, traceId: string): Promise<void> {
  const claim = await store.outbox.claimCheck(traceId, { leaseMs: 9_000, nowMs: Date.now() + 1_000 })
  const opinion = {
    outcome: 'block' as const,
    model: 'm',
    explanation: 'why',
    categories: [],
    promptTokens: null,
    completionTokens: null,
    costUsd: null,
    latencyMs: 1,
    cached: false,
    contentHash: 'h',
  }
  const { sessionId } = (await store.project('default').trace(traceId)) ?? { sessionId: '' }
  const audit = {
    actor: 'system',
    action: 'session_quarantine',
    targetType: 'session',
    targetId: sessionId,
    details: { trace_id: traceId },
  } as const
  const elevation = { decision: 'block', reasonJson: '{}', audits: [audit], quarantine: true, incident: null } as const
  await store.outbox.applyCheck(claim as never, opinion, elevation)
}
