import type { RecordedTrace, TraceNeighbours } from './ports.ts'
import { formatTrace } from './stages/respond.ts'

/** A recorded trace as JSON text, with the ids of its neighbours in the session. */
export function formatPlacedTrace(trace: RecordedTrace, { previousId, nextId }: TraceNeighbours): string {
  const place = JSON.stringify({ previous_id: previousId, next_id: nextId })
  return `${formatTrace(trace, 'content').slice(0, -1)},${place.slice(1)}`
}
