import type { RetentionRequest } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import { lowestIdAt } from './id-time.ts'
import type { Schema } from './schema.ts'

const dayMs = 24 * 60 * 60 * 1000

/** How long traces of some sessions are kept. */
export interface Retention {
  /** As the sessions have it; null for those that go by the store's own. */
  readonly days: number | null
  /** Traces, and sessions, with a smaller id have outlived their time. */
  readonly beforeId: string
}

/** Every retention that a session has: there are few, whatever the number of sessions. */
export async function readRetentions(
  db: Kysely<Schema>,
  { beforeMs, nowMs }: Pick<RetentionRequest, 'beforeMs' | 'nowMs'>,
): Promise<Retention[]> {
  const rows = await db
    .selectFrom('sessions')
    .select('retention_days')
    .distinct()
    .where('retention_days', 'is not', null)
    .execute()
  const own = rows.map(({ retention_days: days }) => days as number)
  return [
    { days: null, beforeId: lowestIdAt(beforeMs) },
    ...own.map((days) => ({ days, beforeId: lowestIdAt(nowMs - days * dayMs) })),
  ]
}
