import { type Kysely, sql } from 'kysely'
import type { LeasedTable } from './schema.ts'

export interface DueProjectsRequest {
  /** Whoever comes after this one is first; the least is, after the greatest. */
  readonly after: string
  readonly nowMs: number
  readonly limit: number
}

/**
 * Ids of projects of which something is due, each once, going round from `after`. Steps from project to project along
 * the index that begins with the state and the project, so it costs what there are of projects that wait, however many
 * rows they have, and no more than it takes to find as many as were asked for.
 */
export async function readDueProjects(
  db: Kysely<Record<string, LeasedTable>>,
  tableName: string,
  { after, nowMs, limit }: DueProjectsRequest,
): Promise<string[]> {
  const table = sql.table(tableName)
  const least = sql`(select project_id from ${table} where state = 'waiting' order by project_id limit 1)`
  const { rows } = await sql<{ project_id: string; step: number }>`with recursive walk (project_id, began, step) as (
      select start.project_id, start.project_id, 1
      from (select coalesce((select project_id from ${table} where state = 'waiting' and project_id > ${after}
        order by project_id limit 1), ${least}) as project_id) as start
      union all
      select nullif(coalesce((select project_id from ${table} as ahead where ahead.state = 'waiting'
        and ahead.project_id > walk.project_id order by ahead.project_id limit 1), ${least}), walk.began),
        walk.began, walk.step + 1
      from walk where walk.project_id is not null
    )
    select walk.project_id, walk.step from walk where (select ahead.due_at from ${table} as ahead
      where ahead.state = 'waiting' and ahead.project_id = walk.project_id order by ahead.due_at limit 1) <= ${nowMs}
    limit ${limit}`.execute(db)
  return rows.sort((left, right) => left.step - right.step).map(({ project_id }) => project_id)
}
