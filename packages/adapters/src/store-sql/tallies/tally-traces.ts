import type { TallyRequest } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import { lowestIdAt } from '../id-time.ts'
import { isPostgres } from '../migrations/dialect.ts'
import type { Schema } from '../schema.ts'
import { writeSessionNames } from './session-names.ts'
import { TallyRows } from './tally-rows.ts'
import { floorTo, minuteMs, oldestMinuteKept } from './tally-steps.ts'
import { type CountedTrace, countedColumns, countsOf } from './trace-counts.ts'
import { lockWatermark, moveWatermark } from './watermark.ts'
import { writeTallies } from './write-tallies.ts'

/** Traces may become durable out of the order of their ids by so much; what comes later still is not counted. */
const settledAfterMs = 60_000

/** Tallies the next traces and moves the watermark behind them, in one transaction. Returns how many there were. */
export async function tallyTraces(db: Kysely<Schema>, { nowMs, limit }: TallyRequest): Promise<number> {
  const end = lowestIdAt(floorTo(nowMs - settledAfterMs, minuteMs))
  if (!(await hasUntallied(db, end))) return 0
  return db.transaction().execute(async (transaction) => {
    const afterId = await lockWatermark(transaction, 'update')
    const traces = await transaction
      .selectFrom('traces')
      .select(countedColumns)
      .where('id', '>', afterId)
      .where('id', '<', end)
      .orderBy('id')
      .limit(limit)
      .execute()
    const last = traces.at(-1)
    if (last === undefined) return 0
    const agents = await readAgents(transaction, traces)
    const rows = new TallyRows(oldestMinuteKept(nowMs))
    for (const trace of traces) rows.add(trace, countsOf(trace, agents.get(trace.session_id) ?? null))
    await writeTallies(transaction, rows.all)
    await writeSessionNames(
      transaction,
      traces.filter(({ session_id: id }) => agents.has(id)),
    )
    await moveWatermark(transaction, last.id)
    return traces.length
  })
}

/** Most often there is nothing to do, and nobody is held up for it. */
async function hasUntallied(db: Kysely<Schema>, end: string): Promise<boolean> {
  const watermark = db.selectFrom('tally_watermark').select('after_id')
  const next = await db
    .selectFrom('traces')
    .select('id')
    .where('id', '>', ({ fn, val }) => fn.coalesce(watermark.where('counted', '=', 'traces'), val('')))
    .where('id', '<', end)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return next !== undefined
}

/** Agents of the sessions that are still there, which stay there until the transaction ends. */
async function readAgents(
  db: Kysely<Schema>,
  traces: readonly CountedTrace[],
): Promise<ReadonlyMap<string, string | null>> {
  const ids = [...new Set(traces.map(({ session_id: id }) => id))]
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'agent'])
    .where('id', 'in', ids)
    .orderBy('id')
    .$if(isPostgres(db), (query) => query.forKeyShare())
    .execute()
  return new Map(rows.map(({ id, agent }) => [id, agent]))
}
