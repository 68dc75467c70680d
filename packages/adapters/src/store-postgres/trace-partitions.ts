import { SentryError } from '@agentsentry/contract'
import { type Kysely, sql } from 'kysely'
import { lowestIdAt } from '../store-sql/id-time.ts'
import type { Schema } from '../store-sql/schema.ts'

const dayMs = 24 * 60 * 60 * 1000

/** A part of the table of traces: those of one day (UTC), told by the time in their ids. */
export interface TracePartition {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
}

function partitionOf(timeMs: number): TracePartition {
  const fromMs = Math.floor(timeMs / dayMs) * dayMs
  const day = new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '')
  return { name: `traces_${day}`, fromMs, toMs: fromMs + dayMs }
}

export async function listPartitions(db: Kysely<Schema>): Promise<TracePartition[]> {
  const { rows } = await sql<{ name: string }>`
    select child.relname as name from pg_inherits
    join pg_class child on child.oid = inhrelid
    where inhparent = 'traces'::regclass and child.relname ~ '^traces_[0-9]{8}$' order by 1`.execute(db)
  return rows.map(({ name }) => {
    const [, year, month, day] = /(\d{4})(\d\d)(\d\d)$/.exec(name) as RegExpExecArray
    return partitionOf(Date.parse(`${year}-${month}-${day}T00:00:00Z`))
  })
}

/**
 * Makes the partitions of today and the days that follow. A lock that is not to be had at once is not waited for, so that
 * no trace is held up: a later call tries again. Traces of a day without a partition go to `traces_other`.
 */
export async function createPartitions(db: Kysely<Schema>, nowMs: number, days = 4): Promise<void> {
  const known = new Set((await listPartitions(db)).map(({ name }) => name))
  for (let day = 0; day < days; day++) {
    const partition = partitionOf(nowMs + day * dayMs)
    if (!known.has(partition.name)) await createPartition(db, partition)
  }
}

async function createPartition(db: Kysely<Schema>, { name, fromMs, toMs }: TracePartition): Promise<void> {
  const table = sql.table(name)
  const [from, to] = [sql.lit(lowestIdAt(fromMs)), sql.lit(lowestIdAt(toMs))]
  await withShortLocks(db, async (transaction) => {
    // Two processes that start at once make one partition.
    await sql`select pg_advisory_xact_lock(hashtext('agentsentry.trace_partitions'))`.execute(transaction)
    if ((await listPartitions(transaction)).some((known) => known.name === name)) return
    await sql`create table ${table} (like traces including all)`.execute(transaction)
    // Those that came before their partition was there move into it.
    await sql`with moved as (delete from traces_other where id >= ${from} and id < ${to} returning *)
      insert into ${table} select * from moved`.execute(transaction)
    await sql`alter table traces attach partition ${table} for values from (${from}) to (${to})`.execute(transaction)
  })
}

/**
 * Drops the traces of a whole day at once: no row of them is touched. What belongs to them goes before, a batch in each
 * transaction. False when a lock was not to be had.
 */
export async function dropPartition(db: Kysely<Schema>, { name, fromMs, toMs }: TracePartition): Promise<boolean> {
  const [from, to] = [lowestIdAt(fromMs), lowestIdAt(toMs)]
  await removeBatches(() => {
    const batch = db.selectFrom('outbox').select('id').where('id', '>=', from).where('id', '<', to).limit(rowsAtOnce)
    return db.deleteFrom('outbox').where('id', 'in', batch).executeTakeFirst()
  })
  await removeBatches(() => {
    const inDay = db.selectFrom('checks').select('trace_id').where('trace_id', '>=', from).where('trace_id', '<', to)
    return db.deleteFrom('checks').where('trace_id', 'in', inDay.limit(rowsAtOnce)).executeTakeFirst()
  })
  return withShortLocks(db, async (transaction) => {
    await sql`drop table ${sql.table(name)}`.execute(transaction)
  })
}

const rowsAtOnce = 2000

async function removeBatches(remove: () => Promise<{ readonly numDeletedRows: bigint }>): Promise<void> {
  while ((await remove()).numDeletedRows === BigInt(rowsAtOnce));
}

/** Runs the work unless it would have to wait for a lock for longer than traces should; false then, and nothing is done. */
async function withShortLocks(db: Kysely<Schema>, work: (db: Kysely<Schema>) => Promise<void>): Promise<boolean> {
  try {
    await db.transaction().execute(async (transaction) => {
      await sql`set local lock_timeout = '100ms'`.execute(transaction)
      await work(transaction)
    })
    return true
  } catch (error) {
    const cause = error instanceof SentryError ? error.cause : error
    const lockNotAvailable = '55P03'
    if (cause instanceof Error && 'code' in cause && cause.code === lockNotAvailable) return false
    throw error
  }
}
