import { lowestIdAt } from '../id-time.ts'
import type { Scope } from '../scope.ts'
import { minuteMs } from './tally-steps.ts'
import { type CountedTrace, countedColumns } from './trace-counts.ts'
import { readWatermark } from './watermark.ts'

/** Traces are tallied within two minutes; whatever of the last five is not is counted as it is. */
const liveMs = 5 * minuteMs
/** So many of the newest are counted, so that no answer waits for a flood. */
const mostCounted = 20_000

/** A trace that is not tallied yet, with the agent of its session. */
export type LiveTrace = CountedTrace & { readonly agent: string | null }

/** Traces between two times that no tally counts yet. */
export async function readLiveTraces(
  { db, projectId }: Scope,
  { fromMs, toMs, nowMs }: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
): Promise<LiveTrace[]> {
  const watermark = await readWatermark(db)
  const start = lowestIdAt(Math.max(fromMs, nowMs - liveMs))
  const end = lowestIdAt(toMs)
  if (start >= end) return []
  return db
    .selectFrom('traces')
    .leftJoin('sessions', 'sessions.id', 'traces.session_id')
    .select([...countedColumns, 'sessions.agent'])
    .where('traces.project_id', '=', projectId)
    .where('traces.id', '>', watermark)
    .where('traces.id', '>=', start)
    .where('traces.id', '<', end)
    .orderBy('traces.id', 'desc')
    .limit(mostCounted)
    .execute()
}
