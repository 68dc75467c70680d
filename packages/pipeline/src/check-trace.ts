import type { NewTrace } from '@agentsentry/contract'
import type { RuleSet } from '@agentsentry/engine'
import type { CheckSelection } from './check-selection.ts'
import type { Evaluated } from './evaluated.ts'
import {
  type Evaluator,
  type Ids,
  type Meters,
  type Recorded,
  type Stopwatch,
  stepAttributes,
  type TraceStore,
  type Tracing,
} from './ports.ts'
import type { SessionMemories } from './session-memories.ts'
import { count } from './stages/count.ts'
import { evaluate } from './stages/evaluate.ts'
import { ingest } from './stages/ingest.ts'
import { mask } from './stages/mask.ts'
import { record } from './stages/record.ts'
import { type Answer, respond } from './stages/respond.ts'
import type { Caller, Step } from './step.ts'

export interface CheckPorts {
  readonly ids: Ids
  readonly store: TraceStore
  readonly evaluator: Evaluator
  readonly memories: SessionMemories
  readonly stopwatch: Stopwatch
  /** The rule set in force when the trace came in. A trace is judged by one set from beginning to end. */
  readonly ruleSet: RuleSet
  /** Which traces a judge is asked about afterwards. */
  readonly checks: CheckSelection
  /** Whether somebody outside is told of traces that are blocked. */
  readonly tells: boolean
  readonly projectId: string
  readonly meters: Meters
  readonly tracing: Tracing
}

/**
 * The hot path: one trace in, one verdict out, on disk before it is answered.
 *
 * Rejects with `SentryError`: `session_unknown`, `idempotency_key_reused`, `store_unavailable`, `overloaded`.
 */
export async function checkTrace(request: NewTrace, caller: Caller, ports: CheckPorts): Promise<Answer> {
  return respond(await judgeAndRecord(request, caller, ports))
}

/** All of {@link checkTrace} but the answer. Traces of one session are recorded in the order of the calls. */
export async function judgeAndRecord(request: NewTrace, caller: Caller, ports: CheckPorts): Promise<Recorded> {
  const step = ingest(request, ports.ids)
  const { tracing, memories } = ports
  // Nothing is said of the step here: only what was masked may be told.
  const evaluating = tracing.span('evaluate', {}, () => evaluate(step, ports))
  const evaluated = evaluating instanceof Promise ? await evaluating : evaluating
  const handedOverUs = ports.stopwatch.nowUs()
  const recorded = await memories.settle(step.sessionId, maskAndRecord({ step, evaluated, caller }, ports))
  count(recorded, { verdict: evaluated.verdict, commitUs: ports.stopwatch.nowUs() - handedOverUs }, ports.meters)
  return recorded
}

interface Judged {
  readonly step: Step
  readonly evaluated: Evaluated
  readonly caller: Caller
}

/** Whatever goes wrong in it rejects: what was judged is settled in any case, and later traces of the session go on. */
async function maskAndRecord({ step, evaluated, caller }: Judged, ports: CheckPorts): Promise<Recorded> {
  const storable = mask(step, evaluated)
  return ports.tracing.span('commit', stepAttributes(storable.step), () => record({ ...storable, caller }, ports))
}
