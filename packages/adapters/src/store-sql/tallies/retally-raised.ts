import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'
import { writeSessionNames } from './session-names.ts'
import { TallyRows } from './tally-rows.ts'
import { oldestMinuteKept } from './tally-steps.ts'
import { type CountedTrace, countedColumns, countsOf } from './trace-counts.ts'
import { writeTallies } from './write-tallies.ts'

export async function selectCounted(db: Kysely<Schema>, traceId: string): Promise<CountedTrace | undefined> {
  return db.selectFrom('traces').select(countedColumns).where('id', '=', traceId).executeTakeFirst()
}

/** Counts a trace as what it was raised to, where it was counted as what it was. Only while the watermark is held. */
export async function retallyRaised(
  db: Kysely<Schema>,
  before: CountedTrace,
  { watermark, nowMs }: { readonly watermark: string; readonly nowMs: number },
): Promise<void> {
  if (before.id > watermark) return
  const after = await selectCounted(db, before.id)
  const session = await db.selectFrom('sessions').select('agent').where('id', '=', before.session_id).executeTakeFirst()
  if (after === undefined || session === undefined) return
  const rows = new TallyRows(oldestMinuteKept(nowMs))
  rows.add(before, countsOf(before, session.agent), -1)
  rows.add(after, countsOf(after, session.agent))
  await writeTallies(db, rows.all)
  await writeSessionNames(db, [after])
}
