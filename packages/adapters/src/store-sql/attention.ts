import type { StoredAttention } from '@agentsentry/pipeline'
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { Schema } from './schema.ts'
import type { Scope } from './scope.ts'
import { selectSessions } from './session-listing.ts'
import { readLiveTraces } from './tallies/live-traces.ts'
import { readKinds } from './tallies/read-tallies.ts'
import { ceilTo, dayMs, floorTo, minuteMs } from './tallies/tally-steps.ts'

/** Counting stops here: whoever asks whether something waits is not held up by how much it is. */
const mostCounted = 1_000
/** Among so many of the newest checks, those are counted that were not asked about yet. */
const mostLookedAt = 5_000

export async function selectAttention(scope: Scope, nowMs: number): Promise<StoredAttention> {
  const newest = await selectSessions(scope, { quarantined: true }, { limit: 5 })
  return {
    quarantined_sessions: { count: await countQuarantined(scope), newest },
    dead_checks: { count: await countDead(scope, 'outbox') },
    unavailable_checks: { count: await countUnavailable(scope) },
    waiting_checks: { count: await countWaiting(scope), oldest_at: await oldestCheck(scope) },
    dead_deliveries: { count: await countDead(scope, 'deliveries') },
    asks: { count_24h: await countAsks(scope, nowMs) },
  }
}

function countQuarantined({ db, projectId }: Scope): Promise<number> {
  return countIn(db, (from) =>
    from
      .selectFrom('sessions')
      .select('id')
      .where('project_id', '=', projectId)
      .where('quarantined_at', 'is not', null)
      .limit(mostCounted),
  )
}

function countDead({ db, projectId }: Scope, table: 'outbox' | 'deliveries'): Promise<number> {
  return countIn(db, (from) =>
    from
      .selectFrom(table)
      .select('id')
      .where('project_id', '=', projectId)
      .where('state', '=', sql.lit('dead'))
      .limit(mostCounted),
  )
}

function countUnavailable({ db, projectId }: Scope): Promise<number> {
  return countIn(db, (from) =>
    from
      .selectFrom('outbox')
      .select('id')
      .where('project_id', '=', projectId)
      .where('state', '=', sql.lit('waiting'))
      .where('cause', 'is not', null)
      .limit(mostCounted),
  )
}

async function countWaiting({ db, projectId }: Scope): Promise<number> {
  return countIn(db, (from) =>
    from
      .selectFrom(
        from
          .selectFrom('outbox')
          .select(['id', 'cause'])
          .where('project_id', '=', projectId)
          .where('state', '=', sql.lit('waiting'))
          .orderBy('id', 'desc')
          .limit(mostLookedAt)
          .as('waiting'),
      )
      .select('waiting.id')
      .where('waiting.cause', 'is', null)
      .limit(mostCounted),
  )
}

async function oldestCheck({ db, projectId }: Scope): Promise<string | null> {
  const row = await db
    .selectFrom('outbox')
    .select('created_at')
    .where('project_id', '=', projectId)
    .where('state', '=', 'waiting')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : new Date(row.created_at).toISOString()
}

async function countAsks(scope: Scope, nowMs: number): Promise<number> {
  const range = { fromMs: floorTo(nowMs - dayMs, minuteMs), toMs: ceilTo(nowMs, minuteMs) }
  const counts = await readKinds(scope, [''], range)
  counts.addLive(await readLiveTraces(scope, { ...range, nowMs }), [''])
  return counts.names('').get('')?.decisions.ask ?? 0
}

type Counted = SelectQueryBuilder<Schema, never, { id: string }>

async function countIn(db: Kysely<Schema>, rows: (from: Kysely<Schema>) => unknown): Promise<number> {
  const { count } = await db
    .selectFrom((rows(db) as Counted).as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
