import type { RetentionRequest } from '@agentsentry/pipeline'
import { SqlHousekeeping } from '../store-sql/housekeeping.ts'
import { lowestIdAt } from '../store-sql/id-time.ts'
import { createPartitions, dropPartition, listPartitions, type TracePartition } from './trace-partitions.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Drops whole days where every trace of the day has outlived its time, and removes single traces elsewhere. */
export class PostgresHousekeeping extends SqlHousekeeping {
  override async prepare(nowMs: number): Promise<void> {
    await createPartitions(this.db, nowMs)
  }

  override async removeExpired(request: RetentionRequest): Promise<number> {
    for (const partition of await listPartitions(this.db)) {
      if (partition.toMs > request.beforeMs) break
      if (await this.#holdsKept(partition, request.nowMs)) continue
      if (await dropPartition(this.db, partition)) return request.batch
    }
    return super.removeExpired(request)
  }

  /** Whether some session of the traces in it keeps them for longer. */
  async #holdsKept({ fromMs, toMs }: TracePartition, nowMs: number): Promise<boolean> {
    const kept = await this.db
      .selectFrom('traces')
      .innerJoin('sessions', 'sessions.id', 'traces.session_id')
      .select('traces.id')
      .where('traces.id', '>=', lowestIdAt(fromMs))
      .where('traces.id', '<', lowestIdAt(toMs))
      .where('sessions.retention_days', '>', Math.floor((nowMs - toMs) / dayMs))
      .limit(1)
      .executeTakeFirst()
    return kept !== undefined
  }
}
