import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { createAuditSeals } from './create-audit-seals.ts'
import { createTitleSearch } from './create-title-search.ts'
import { isPostgres, numbered, timeIdType } from './dialect.ts'

/**
 * Projects, keys, checks and what follows from them, deliveries, and the seals of the audit log. What was there before
 * belongs to the project `default`.
 */
export const production: Migration = {
  async up(db: Kysely<unknown>) {
    await createProjects(db)
    await ownRows(db)
    await createChecks(db)
    await createAuditSeals(db)
  },
}

async function createProjects(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('projects')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await sql`insert into projects (id, name, created_at) values ('default', 'default', ${Date.now()})`.execute(db)
  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull().references('projects.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('prefix', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('rate_limit', 'integer')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute()
  await db.schema.createIndex('api_keys_of_project').on('api_keys').columns(['project_id', 'created_at']).execute()
}

/** Gives every row a project. Tables whose keys begin with it are made anew, since SQLite cannot change a key. */
async function ownRows(db: Kysely<unknown>): Promise<void> {
  for (const table of ['sessions', 'session_tags', 'traces', 'rule_sets', 'audit_logs'])
    await db.schema
      .alterTable(table)
      .addColumn('project_id', 'text', (column) => column.notNull().defaultTo('default'))
      .execute()

  await db.schema.alterTable('sessions').addColumn('retention_days', 'integer').execute()
  await db.schema.alterTable('sessions').addColumn('quarantined_at', 'bigint').execute()
  await db.schema.alterTable('sessions').addColumn('quarantined_by', 'text').execute()
  await db.schema.dropIndex('sessions_by_agent').execute()
  await db.schema.createIndex('sessions_of_project').on('sessions').columns(['project_id', 'id']).execute()
  await db.schema.createIndex('sessions_by_agent').on('sessions').columns(['project_id', 'agent', 'id']).execute()
  await sql`create index sessions_by_retention on sessions (retention_days, id) where retention_days is not null`.execute(
    db,
  )
  await db.schema.dropIndex('session_tags_by_tag').execute()
  await db.schema
    .createIndex('session_tags_by_tag')
    .on('session_tags')
    .columns(['project_id', 'tag', 'session_id'])
    .execute()

  await db.schema.alterTable('traces').addColumn('elevation', 'text').execute()
  await db.schema
    .alterTable('traces')
    .addColumn('masked', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema.createIndex('traces_of_project').on('traces').columns(['project_id', 'id']).execute()
  await sql`create index traces_by_decision on traces (session_id, decision) where decision <> 'allow'`.execute(db)
  await db.schema
    .createTable('session_decisions')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('session_id', timeIdType(db), (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('session_decisions_primary', ['project_id', 'decision', 'session_id'])
    .execute()
  await db.schema.createIndex('session_decisions_of_session').on('session_decisions').column('session_id').execute()
  await sql`insert into session_decisions (project_id, decision, session_id)
    select distinct 'default', decision, session_id from traces where decision <> 'allow'`.execute(db)
  await createTitleSearch(db)

  await db.schema.createIndex('rule_sets_of_project').on('rule_sets').columns(['project_id', 'number']).execute()
  await db.schema.dropIndex('audit_logs_by_action').execute()
  await db.schema.dropIndex('audit_logs_by_target').execute()
  await db.schema.createIndex('audit_logs_of_project').on('audit_logs').columns(['project_id', 'id']).execute()
  await db.schema.createIndex('audit_logs_by_action').on('audit_logs').columns(['project_id', 'action', 'id']).execute()
  await db.schema
    .createIndex('audit_logs_by_target')
    .on('audit_logs')
    .columns(['project_id', 'target_type', 'id'])
    .execute()
  await db.schema
    .createIndex('audit_logs_by_both')
    .on('audit_logs')
    .columns(['project_id', 'action', 'target_type', 'id'])
    .execute()
  await db.schema
    .createIndex('audit_logs_by_time')
    .on('audit_logs')
    .columns(['project_id', 'created_at', 'id'])
    .execute()

  await rebuildRules(db)
  await rebuildIdempotencyKeys(db)
}

async function rebuildRules(db: Kysely<unknown>): Promise<void> {
  const { type, build } = numbered(db)
  await db.schema
    .createTable('project_rules')
    .addColumn('id', type, build)
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('rules_by_name', ['project_id', 'name'])
    .execute()
  await sql`insert into project_rules (id, project_id, name, definition, created_at, updated_at)
    select id, 'default', name, definition, created_at, updated_at from rules`.execute(db)
  await keepNumbering(db)
  await db.schema.dropTable('rules').execute()
  await db.schema.alterTable('project_rules').renameTo('rules').execute()
}

/** The numbers of rules that were deleted are not given again. */
async function keepNumbering(db: Kysely<unknown>): Promise<void> {
  if (isPostgres(db)) {
    await sql`select setval(pg_get_serial_sequence('project_rules', 'id'),
      (select last_value from pg_sequences where sequencename = 'rules_id_seq')) where exists (
      select from pg_sequences where sequencename = 'rules_id_seq' and last_value is not null)`.execute(db)
  } else {
    await sql`delete from sqlite_sequence where name = 'project_rules'`.execute(db)
    await sql`insert into sqlite_sequence (name, seq)
      select 'project_rules', seq from sqlite_sequence where name = 'rules'`.execute(db)
  }
}

async function rebuildIdempotencyKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('idempotency_keys_by_age').execute()
  await db.schema.dropIndex('idempotency_keys_of_session').execute()
  await db.schema.alterTable('idempotency_keys').renameTo('former_keys').execute()
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('body_hash', 'text', (column) => column.notNull())
    .addColumn('trace_id', timeIdType(db), (column) => column.notNull())
    .addColumn('session_id', timeIdType(db), (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_primary', ['project_id', 'key'])
    .execute()
  await sql`insert into idempotency_keys (project_id, key, body_hash, trace_id, session_id, created_at)
    select 'default', key, body_hash, trace_id, session_id, created_at from former_keys`.execute(db)
  await db.schema.dropTable('former_keys').execute()
  await db.schema.createIndex('idempotency_keys_by_age').on('idempotency_keys').column('created_at').execute()
  await db.schema.createIndex('idempotency_keys_of_session').on('idempotency_keys').column('session_id').execute()
}

/**
 * Checks, what they cost, and what is told of them. Traces that waited before this are not judged: that was never asked
 * for, and would cost money.
 */
async function createChecks(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('outbox').execute()
  await db.schema
    .createTable('outbox')
    .addColumn('id', timeIdType(db), (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('lease_token', 'text')
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('waiting'))
    .addColumn('cause', 'text')
    .execute()
  await db.schema.createIndex('outbox_by_due').on('outbox').columns(['state', 'due_at', 'id']).execute()
  await db.schema.createIndex('outbox_by_age').on('outbox').columns(['state', 'id']).execute()
  await db.schema.createIndex('outbox_of_project').on('outbox').columns(['project_id', 'state', 'id']).execute()
  await sql`create index outbox_unavailable on outbox (project_id, id)
    where state = 'waiting' and cause is not null`.execute(db)
  await db.schema
    .createTable('checks')
    .addColumn('trace_id', timeIdType(db), (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('session_id', timeIdType(db), (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('raised', 'integer', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('explanation', 'text', (column) => column.notNull())
    .addColumn('categories', 'text', (column) => column.notNull())
    .addColumn('prompt_tokens', 'integer')
    .addColumn('completion_tokens', 'integer')
    .addColumn('cost_usd', 'double precision')
    .addColumn('latency_ms', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('cached', 'integer', (column) => column.notNull())
    .addColumn('content_hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('checks_of_project').on('checks').columns(['project_id', 'trace_id']).execute()
  await db.schema.createIndex('checks_of_session').on('checks').column('session_id').execute()
  await db.schema
    .createTable('judge_spend')
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('cost_usd', 'double precision', (column) => column.notNull())
    .addColumn('checks', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('judge_spend_primary', ['day', 'project_id'])
    .execute()
  await db.schema
    .createTable('deliveries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('lease_token', 'text')
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('waiting'))
    .addColumn('cause', 'text')
    .execute()
  await db.schema.createIndex('deliveries_by_due').on('deliveries').columns(['state', 'due_at', 'id']).execute()
}
