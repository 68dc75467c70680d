import type { Check } from '@agentsentry/contract'
import type { CheckRecord } from './ports.ts'

/** A check as it crosses the wire. */
export function formatCheck({
  traceId,
  sessionId,
  state,
  attempts,
  cause,
  dueAtMs,
  createdAtMs,
  result,
}: CheckRecord): Check {
  return {
    id: traceId,
    session_id: sessionId,
    state,
    attempts,
    cause,
    due_at: dueAtMs === null ? null : timeOf(dueAtMs),
    created_at: timeOf(createdAtMs),
    result:
      result === null
        ? null
        : {
            decision: result.outcome,
            raised: result.raised,
            model: result.model,
            explanation: result.explanation,
            categories: [...result.categories],
            prompt_tokens: result.promptTokens,
            completion_tokens: result.completionTokens,
            cost_usd: result.costUsd,
            latency_ms: result.latencyMs,
            cached: result.cached,
            created_at: timeOf(result.createdAtMs),
          },
  }
}

function timeOf(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
