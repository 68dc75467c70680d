import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres, timeIdType } from './dialect.ts'

/**
 * Figures of what happened, which are made after traces were recorded, and what sessions are found by besides. Figures of
 * traces from before this are made by and by: the watermark begins before all of them.
 */
export const tallies: Migration = {
  async up(db: Kysely<unknown>) {
    await createTallies(db)
    await createSessionNames(db, 'session_tools', 'tool')
    await createSessionNames(db, 'session_rules', 'rule')
    await sql`create index sessions_in_quarantine on sessions (project_id, id) where quarantined_at is not null`.execute(
      db,
    )
    await sql`create index deliveries_dead on deliveries (project_id, id) where state = 'dead'`.execute(db)
    await db.schema.alterTable('rule_sets').addColumn('actor', 'text').execute()
    await countTokens(db)
  },
}

async function createTallies(db: Kysely<unknown>): Promise<void> {
  const table = db.schema
    .createTable('trace_tallies')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('traces', 'bigint', (column) => column.notNull())
    .addColumn('last_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('trace_tallies_primary', [
      'project_id',
      'step',
      'kind',
      'starts_at',
      'name',
      'decision',
    ] as never[])
  await (isPostgres(db) ? table : table.modifyEnd(sql`without rowid`)).execute()
  await db.schema
    .createIndex('trace_tallies_by_name')
    .on('trace_tallies')
    .columns(['project_id', 'step', 'kind', 'name', 'starts_at'])
    .execute()
  await db.schema
    .createTable('tally_watermark')
    .addColumn('counted', 'text', (column) => column.primaryKey())
    .addColumn('after_id', timeIdType(db), (column) => column.notNull())
    .execute()
}

async function createSessionNames(db: Kysely<unknown>, table: string, name: string): Promise<void> {
  const builder = db.schema
    .createTable(table)
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn(name, 'text', (column) => column.notNull())
    .addColumn('session_id', timeIdType(db), (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addPrimaryKeyConstraint(`${table}_primary`, ['project_id', name, 'session_id'] as never[])
  await (isPostgres(db) ? builder : builder.modifyEnd(sql`without rowid`)).execute()
  await db.schema.createIndex(`${table}_of_session`).on(table).column('session_id').execute()
}

/** What judges have read and written, by day; of checks that were made before, as far as they are still there. */
async function countTokens(db: Kysely<unknown>): Promise<void> {
  for (const column of ['prompt_tokens', 'completion_tokens'])
    await db.schema
      .alterTable('judge_spend')
      .addColumn(column, 'bigint', (definition) => definition.notNull().defaultTo(0))
      .execute()
  const day = isPostgres(db)
    ? sql`to_char(to_timestamp(checks.created_at / 1000.0) at time zone 'UTC', 'YYYY-MM-DD')`
    : sql`strftime('%Y-%m-%d', checks.created_at / 1000, 'unixepoch')`
  await sql`update judge_spend set prompt_tokens = counted.prompt, completion_tokens = counted.completion
    from (select ${day} as day, project_id, coalesce(sum(prompt_tokens), 0) as prompt,
        coalesce(sum(completion_tokens), 0) as completion
      from checks where cached = 0 group by 1, 2) as counted
    where counted.day = judge_spend.day and counted.project_id = judge_spend.project_id`.execute(db)
}
