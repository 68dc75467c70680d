import type { NewTrace } from '@agentsentry/contract'
import { evaluate, type RuleSet } from '@agentsentry/engine'
import type { Ids, TraceStore } from './ports.ts'
import { ingest } from './stages/ingest.ts'
import { record } from './stages/record.ts'
import { type Answer, respond } from './stages/respond.ts'
import type { Caller } from './step.ts'

export interface CheckPorts {
  readonly ids: Ids
  readonly store: TraceStore
  /** The rule set in force when the trace came in. A trace is judged by one set from beginning to end. */
  readonly ruleSet: RuleSet
}

/**
 * The hot path: one trace in, one verdict out, on disk before it is answered.
 *
 * Rejects with `SentryError`: `session_unknown`, `idempotency_key_reused`, `store_unavailable`.
 */
export async function checkTrace(request: NewTrace, caller: Caller, ports: CheckPorts): Promise<Answer> {
  const step = ingest(request, ports.ids)
  const verdict = evaluate(ports.ruleSet, step)
  const recorded = await record(step, verdict, caller, ports.store)
  return respond(recorded)
}
