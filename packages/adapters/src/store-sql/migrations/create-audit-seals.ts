import { type Kysely, PostgresAdapter, sql } from 'kysely'

/**
 * The chain over the audit log. A trigger notes every entry that has no seal yet, in the transaction that writes it: on
 * Postgres ids are committed out of order, so no greatest id tells what was seen, and searching for entries without a
 * seal would read the whole log every time. `docs/audit.md` tells what it is good for.
 */
export async function createAuditSeals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_seals')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('entry_id', 'bigint', (column) => column.notNull().unique())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('audit_checkpoints')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('head', 'text', (column) => column.notNull())
    .addColumn('root', 'text', (column) => column.notNull())
    .addColumn('frontier', 'text', (column) => column.notNull())
    .addColumn('public_key', 'text')
    .addColumn('signature', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('audit_unsealed')
    .addColumn('entry_id', 'bigint', (column) => column.primaryKey())
    .execute()
  await sql`insert into audit_unsealed (entry_id) select id from audit_logs`.execute(db)
  if (db.getExecutor().adapter instanceof PostgresAdapter) await noteEntriesOnPostgres(db)
  else await noteEntriesOnSqlite(db)
}

async function noteEntriesOnSqlite(db: Kysely<unknown>): Promise<void> {
  await sql`create trigger audit_entry_waits after insert on audit_logs
    begin insert into audit_unsealed (entry_id) values (new.id); end`.execute(db)
}

async function noteEntriesOnPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create function audit_entries_wait() returns trigger language plpgsql as $$
    begin
      insert into audit_unsealed (entry_id) select id from written;
      return null;
    end $$`.execute(db)
  await sql`create trigger audit_entries_wait after insert on audit_logs
    referencing new table as written for each statement execute function audit_entries_wait()`.execute(db)
}
