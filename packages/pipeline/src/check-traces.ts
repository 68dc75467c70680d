import { type Decision, decisionStrength, type NewTrace, problemStatus, SentryError } from '@agentsentry/contract'
import { type CheckPorts, judgeAndRecord } from './check-trace.ts'
import type { Meters, Recorded } from './ports.ts'
import { allReasonsJson } from './stages/respond.ts'
import type { Caller } from './step.ts'

/** What was decided where the step was taken. */
interface LocalVerdict {
  readonly decision: Decision
  readonly ruleSetNumber: number
}

export interface BatchItem {
  readonly request: NewTrace
  readonly caller: Caller
  readonly local: LocalVerdict | null
}

/** Traces of one batch that are judged and not yet on disk: so many may share a transaction. */
const mostAtOnce = 32

/** How long judging may hold up other requests before they have their turn, in milliseconds. */
const sliceMs = 8

/**
 * Many traces on the hot path, in their order; each is judged, recorded and told of as if it had come alone. Gives for each
 * the JSON text of its result, or why there is none. An item that is an error already is passed through.
 *
 * Behind a trace that could not be recorded for now, those of its session that were not begun are refused as well, so that
 * whoever sends all of them again finds the order kept.
 */
export async function checkTraces(
  items: readonly (BatchItem | SentryError)[],
  ports: CheckPorts,
): Promise<(string | SentryError)[]> {
  const results: (string | SentryError)[] = []
  const heldUp = new Map<string, SentryError>()
  const underWay = new Set<Promise<void>>()
  let untilMs = performance.now() + sliceMs
  for (const [index, item] of items.entries()) {
    while (underWay.size >= mostAtOnce) await Promise.race(underWay)
    if (performance.now() > untilMs) {
      await new Promise(setImmediate)
      untilMs = performance.now() + sliceMs
    }
    const refusal = item instanceof SentryError ? item : heldUp.get(item.request.session_id)
    if (item instanceof SentryError || refusal !== undefined) {
      results[index] = refusal as SentryError
      continue
    }
    const work = resultOf(item, ports).then((result) => {
      results[index] = result
      if (result instanceof SentryError && isTemporary(result)) heldUp.set(item.request.session_id, result)
      underWay.delete(work)
    })
    underWay.add(work)
  }
  await Promise.all(underWay)
  return results
}

async function resultOf({ request, caller, local }: BatchItem, ports: CheckPorts): Promise<string | SentryError> {
  try {
    const recorded = await judgeAndRecord(request, caller, ports)
    if (!recorded.replayed) compare(recorded, local, ports.meters)
    return formatResult(recorded, local)
  } catch (error) {
    if (error instanceof SentryError) return error
    return new SentryError('internal', 'something went wrong inside AgentSentry; the log says what', { cause: error })
  }
}

/** Whether the same trace may be recorded when it is sent once more. */
function isTemporary({ code }: SentryError): boolean {
  return problemStatus[code] >= 500
}

function compare({ trace }: Recorded, local: LocalVerdict | null, meters: Meters): void {
  if (local === null) return
  const difference = decisionStrength(trace.decision) - decisionStrength(local.decision)
  meters.verdictCompared({
    server: difference === 0 ? 'agreed' : difference > 0 ? 'stronger' : 'weaker',
    sameRuleSet: trace.ruleSetNumber === local.ruleSetNumber,
  })
}

function formatResult({ trace }: Recorded, local: LocalVerdict | null): string {
  const agreed = local === null ? null : local.decision === trace.decision
  const head = JSON.stringify({ id: trace.id, decision: trace.decision, agreed })
  if (agreed) return head
  const told = `${head.slice(0, -1)},"reasons":${allReasonsJson(trace)}`
  if (local !== null) return `${told}}`
  const payload = trace.masked > 0 ? `,"payload":${trace.contentJson}` : ''
  return `${told},"masked":${trace.masked}${payload}}`
}
