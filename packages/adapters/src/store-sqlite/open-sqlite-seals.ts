import type { AuditSeals } from '@agentsentry/pipeline'
import SqliteDatabase from 'better-sqlite3'
import { Kysely } from 'kysely'
import { SqlAuditSeals } from '../store-sql/audit-seals.ts'
import { requireCurrentSchema } from '../store-sql/migrate.ts'
import type { Schema } from '../store-sql/schema.ts'
import { ImmediateSqliteDialect } from './sqlite-driver.ts'

/** The audit log of a database that is only looked at. */
export interface OpenAuditSeals {
  readonly seals: AuditSeals
  close(): Promise<void>
}

/**
 * Opens what a database holds already: nothing is created, migrated or written, and writing elsewhere goes on. Throws
 * SQLite's error, `NewerSchemaError` or `OlderSchemaError`.
 */
export async function openSqliteSeals(path: string): Promise<OpenAuditSeals> {
  const sqlite = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5_000 })
  const db = new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(sqlite) })
  try {
    await requireCurrentSchema(db)
    return { seals: new SqlAuditSeals(db), close: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    throw error
  }
}
