import type { Tallies, TallyRequest } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'
import { hourMs, oldestMinuteKept } from './tally-steps.ts'
import { tallyTraces } from './tally-traces.ts'
import { tallyKinds } from './trace-counts.ts'

export class SqlTallies implements Tallies {
  readonly #db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  tally(request: TallyRequest): Promise<number> {
    return tallyTraces(this.#db, request)
  }

  async expireMinutes(nowMs: number): Promise<number> {
    const projects = await this.#db.selectFrom('projects').select('id').execute()
    let removed = 0
    for (const { id } of projects)
      for (const kind of tallyKinds) removed += await this.#expire(id, kind, oldestMinuteKept(nowMs))
    return removed
  }

  /** An hour at a time. */
  async #expire(projectId: string, kind: string, beforeMs: number): Promise<number> {
    for (let removed = 0; ; ) {
      const oldest = await this.#db
        .selectFrom('trace_tallies')
        .select('starts_at')
        .where('project_id', '=', projectId)
        .where('step', '=', 'minute')
        .where('kind', '=', kind)
        .where('starts_at', '<', beforeMs)
        .orderBy('starts_at')
        .limit(1)
        .executeTakeFirst()
      if (oldest === undefined) return removed
      const { numDeletedRows } = await this.#db
        .deleteFrom('trace_tallies')
        .where('project_id', '=', projectId)
        .where('step', '=', 'minute')
        .where('kind', '=', kind)
        .where('starts_at', '<', Math.min(beforeMs, oldest.starts_at + hourMs))
        .executeTakeFirst()
      removed += Number(numDeletedRows)
    }
  }
}
