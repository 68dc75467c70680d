import { type NewTrace, phaseOf } from '@agentsentry/contract'
import type { Ids } from '../ports.ts'
import type { Step } from '../step.ts'

/** Lets a trace in: gives it its id and time, and works out its phase. */
export function ingest({ session_id, role, content }: NewTrace, ids: Ids): Step {
  const { id, timeMs } = ids.next()
  const tool = role === 'tool' && typeof content.tool === 'string' ? content.tool : null
  return {
    id,
    sessionId: session_id,
    role,
    phase: phaseOf(role, content),
    tool,
    content,
    contentJson: JSON.stringify(content),
    createdAtMs: timeMs,
  }
}
