import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres, numbered, timeIdType } from './dialect.ts'

export const initial: Migration = {
  async up(db: Kysely<unknown>) {
    const number = numbered(db)
    await db.schema
      .createTable('sessions')
      .addColumn('id', timeIdType(db), (column) => column.primaryKey())
      .addColumn('title', 'text')
      .addColumn('agent', 'text')
      .addColumn('user_id', 'text')
      .addColumn('metadata', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('session_tags')
      .addColumn('session_id', timeIdType(db), (column) =>
        column.notNull().references('sessions.id').onDelete('cascade'),
      )
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('tag', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('session_tags_primary', ['session_id', 'position'])
      .execute()
    await db.schema.createIndex('session_tags_by_tag').on('session_tags').columns(['tag', 'session_id']).execute()
    await db.schema.createIndex('sessions_by_agent').on('sessions').columns(['agent', 'id']).execute()

    await createTraces(db)
    await db.schema.createIndex('traces_of_session').on('traces').columns(['session_id', 'id', 'decision']).execute()

    await db.schema
      .createTable('outbox')
      .addColumn('trace_id', timeIdType(db), (column) =>
        isPostgres(db) ? column.primaryKey() : column.primaryKey().references('traces.id').onDelete('cascade'),
      )
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()

    await db.schema
      .createTable('idempotency_keys')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('body_hash', 'text', (column) => column.notNull())
      .addColumn('trace_id', timeIdType(db), (column) => column.notNull())
      .addColumn('session_id', timeIdType(db), (column) =>
        column.notNull().references('sessions.id').onDelete('cascade'),
      )
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('idempotency_keys_by_age').on('idempotency_keys').column('created_at').execute()
    await db.schema.createIndex('idempotency_keys_of_session').on('idempotency_keys').column('session_id').execute()

    await db.schema
      .createTable('rules')
      .addColumn('id', number.type, number.build)
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute()

    await db.schema
      .createTable('rule_sets')
      .addColumn('number', number.type, number.build)
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('definitions', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()

    await db.schema
      .createTable('audit_logs')
      .addColumn('id', number.type, number.build)
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('target_type', 'text', (column) => column.notNull())
      .addColumn('target_id', 'text', (column) => column.notNull())
      .addColumn('details', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('audit_logs_by_action').on('audit_logs').columns(['action', 'id']).execute()
    await db.schema.createIndex('audit_logs_by_target').on('audit_logs').columns(['target_type', 'id']).execute()
  },
}

/**
 * On Postgres the table is parted by id, and so by time; parts are dropped whole when they have outlived their time. A
 * part must not be referred to, and a trace refers to its session by what `record` asks, not by a constraint.
 */
async function createTraces(db: Kysely<unknown>): Promise<void> {
  const table = db.schema
    .createTable('traces')
    .addColumn('id', timeIdType(db), (column) => column.primaryKey())
    .addColumn('session_id', timeIdType(db), (column) =>
      isPostgres(db) ? column.notNull() : column.notNull().references('sessions.id').onDelete('cascade'),
    )
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('tool', 'text')
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('reasons', 'text', (column) => column.notNull())
    .addColumn('rules_ran', 'integer', (column) => column.notNull())
    .addColumn('rules_out_of_scope', 'integer', (column) => column.notNull())
    .addColumn('rules_not_evaluated', 'integer', (column) => column.notNull())
    .addColumn('rule_set', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
  if (!isPostgres(db)) return table.execute()
  await table.modifyEnd(sql`partition by range (id)`).execute()
  await sql`create table traces_other partition of traces default`.execute(db)
}
