import 'server-only'
import type { Trace } from '@agentsentry/contract'
import { type AgentSentryClient, ApiError } from '@agentsentry/sdk'
import type { StepFilter } from '#timeline/step-filter.ts'
import type { StepsPage } from '#timeline/step-window.ts'
import type { TimelineTrace } from '#timeline/timeline-step.ts'
import { isLater, toTimelineTrace } from '#timeline/to-timeline-trace.ts'
import { type Scan, type Scanned, scanBackward, scanForward } from './scan-steps.ts'
import type { Position } from './steps-request.ts'

const pageSize = 200
/** What is shown before a step that somebody jumps to. */
const before = 40
/** Decisions that were raised are asked about one by one. */
const mostChecks = 25
const nothing: StepsPage = { traces: [], from: null, to: null, atStart: false, atEnd: false }

/** A run of steps of a session at a position. Rejects as the client does; a trace of another session is not found. */
export async function loadSteps(
  client: AgentSentryClient,
  { sessionId, position, filter }: { sessionId: string; position: Position; filter: StepFilter },
): Promise<StepsPage> {
  const scan = { sessionId, filter, limit: pageSize }
  switch (position.kind) {
    case 'start':
      return forward(client, await scanForward(client, scan, { after: null }), true)
    case 'end':
      return backward(client, await scanBackward(client, scan, null), true)
    case 'after':
      return forward(client, await scanForward(client, scan, { after: position.place }), false)
    case 'before':
      return backward(client, await scanBackward(client, scan, position.place), false)
    case 'time':
      return forward(client, await scanForward(client, scan, { after: { id: '', at: position.at } }), false)
    case 'only':
      return { ...nothing, traces: await shown(client, [await traceOf(client, sessionId, position.id)]) }
    case 'around':
      return around(client, scan, await traceOf(client, sessionId, position.id))
    case 'next-stopped':
    case 'previous-stopped': {
      const wanted: Scan = { ...scan, limit: 1, filter: { ...filter, decision: filter.decision ?? 'stopped' } }
      const isNext = position.kind === 'next-stopped'
      const found = isNext
        ? await scanForward(client, wanted, { after: position.place })
        : await scanBackward(client, wanted, position.place)
      const [trace] = found.traces
      if (trace !== undefined) return around(client, scan, trace)
      const { reached, isEnd } = found
      return { ...nothing, from: reached, to: reached, atStart: !isNext && isEnd, atEnd: isNext && isEnd }
    }
  }
}

async function traceOf(client: AgentSentryClient, sessionId: string, id: string): Promise<Trace> {
  const trace = await client.trace(id)
  if (trace.session_id === sessionId) return trace
  const problem = { status: 404, code: 'trace_unknown', detail: 'the step is not one of this session', errors: [] }
  throw new ApiError({ ...problem, request: 'GET /traces' })
}

async function around(client: AgentSentryClient, scan: Scan, trace: Trace): Promise<StepsPage> {
  const place = { id: trace.id, at: trace.created_at }
  const [older, newer] = await Promise.all([
    scanBackward(client, { ...scan, limit: before }, place),
    scanForward(client, { ...scan, limit: pageSize - before }, { after: place, including: true }),
  ])
  // A link leads to its step whatever filter is set.
  const behind = newer.traces[0]?.id === trace.id ? newer.traces : [trace, ...newer.traces]
  return {
    traces: await shown(client, [...older.traces.reverse(), ...behind]),
    from: older.reached ?? place,
    to: newer.reached ?? place,
    atStart: older.isEnd,
    atEnd: newer.isEnd,
  }
}

async function forward(client: AgentSentryClient, { traces, reached, isEnd }: Scanned, atStart: boolean) {
  const [first] = traces
  const from = first === undefined ? reached : { id: first.id, at: first.created_at }
  return { traces: await shown(client, traces), from, to: reached, atStart, atEnd: isEnd }
}

async function backward(client: AgentSentryClient, { traces, reached, isEnd }: Scanned, atEnd: boolean) {
  const [newest] = traces
  const to = newest === undefined ? reached : { id: newest.id, at: newest.created_at }
  return { traces: await shown(client, traces.toReversed()), from: reached, to, atStart: isEnd, atEnd }
}

/** As the timeline shows them, with when the decisions of some were raised. */
function shown(client: AgentSentryClient, traces: readonly Trace[]): Promise<TimelineTrace[]> {
  const raised = new Set(traces.filter(({ reasons }) => reasons.some(isLater)).slice(-mostChecks))
  return Promise.all(
    traces.map(async (trace) => toTimelineTrace(trace, raised.has(trace) ? await checkOf(client, trace.id) : null)),
  )
}

async function checkOf(client: AgentSentryClient, traceId: string): Promise<{ at: string; model: string } | null> {
  try {
    const { result } = await client.check(traceId)
    return result === null ? null : { at: result.created_at, model: result.model }
  } catch {
    // Without it the step says that the decision was raised, and not when.
    return null
  }
}
