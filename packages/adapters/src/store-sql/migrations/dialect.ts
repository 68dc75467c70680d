import { type ColumnDefinitionBuilder, type Expression, type Kysely, PostgresAdapter, sql } from 'kysely'

// Where the two databases want different words for one thing.

export function isPostgres(db: Pick<Kysely<unknown>, 'getExecutor'>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/** Ids of sessions and traces sort by time, byte by byte, whatever the locale of the database. */
export function timeIdType(db: Kysely<unknown>): 'text' | Expression<unknown> {
  return isPostgres(db) ? sql`text collate "C"` : 'text'
}

/** A number that the database gives, and never gives again. */
export function numbered(db: Kysely<unknown>): {
  readonly type: 'integer' | 'bigint'
  readonly build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
} {
  return isPostgres(db)
    ? { type: 'bigint', build: (column) => column.primaryKey().generatedByDefaultAsIdentity() }
    : { type: 'integer', build: (column) => column.primaryKey().autoIncrement() }
}
