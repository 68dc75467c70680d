import SqliteDatabase from 'better-sqlite3'
import { Kysely } from 'kysely'
import { type OpenAuditSeals, openAuditSeals } from '../store-sql/open-audit-seals.ts'
import type { Schema } from '../store-sql/schema.ts'
import { ImmediateSqliteDialect } from './sqlite-driver.ts'

/**
 * Opens what a database holds already: nothing is created, migrated or written, and writing elsewhere goes on. Throws
 * SQLite's error, `NewerSchemaError` or `OlderSchemaError`.
 */
export async function openSqliteSeals(path: string): Promise<OpenAuditSeals> {
  const sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5_000 })
  return openAuditSeals(new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(sqlite) }))
}
