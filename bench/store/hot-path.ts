import { uuidIds } from '@agentsentry/adapters'
import type { openStore } from '@agentsentry/adapters/open-store'

type Store = Awaited<ReturnType<typeof openStore>>

export interface HotPath {
  readonly perSecond: number
  readonly medianMs: number
  readonly p99Ms: number
}

const callers = 16

/** What recording costs for so long, from 16 callers at once. */
export async function measureRecording(store: Store, durationMs: number): Promise<HotPath> {
  const project = store.project('default')
  const sessions = await Promise.all(
    Array.from({ length: callers }, async () => (await project.createSession({}, uuidIds.next())).id),
  )
  const times: number[] = []
  const endMs = performance.now() + durationMs
  await Promise.all(
    sessions.map(async (sessionId) => {
      while (performance.now() < endMs) {
        const began = performance.now()
        await project.record({
          trace: traceOf(sessionId),
          audit: null,
          idempotency: null,
          check: false,
          incident: null,
        })
        times.push(performance.now() - began)
      }
    }),
  )
  times.sort((left, right) => left - right)
  return {
    perSecond: Math.round((times.length * 1000) / durationMs),
    medianMs: times[Math.floor(times.length / 2)] ?? Number.NaN,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
  }
}

function traceOf(sessionId: string) {
  const { id, timeMs } = uuidIds.next()
  return {
    id,
    sessionId,
    role: 'tool' as const,
    phase: 'tool_call' as const,
    tool: 'shell',
    contentJson: '{"tool":"shell","args":{"command":"ls -la /srv/data"}}',
    decision: 'allow' as const,
    reasonsJson: '[]',
    shadowJson: '[]',
    tally: { ran: 10, out_of_scope: 2, not_evaluated: 0, shadow: 0 },
    evaluationUs: 100,
    ruleSetNumber: 1,
    createdAtMs: timeMs,
    elevationJson: null,
    masked: 0,
  }
}
