import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, type LogEvent } from 'kysely'
import { migrateToLatest, rehearseMigration } from '../store-sql/migrate.ts'
import type { Schema } from '../store-sql/schema.ts'
import { openDatabase } from '../store-sqlite/open-database.ts'
import { ImmediateSqliteDialect } from '../store-sqlite/sqlite-driver.ts'
import { isPostgresUrl, sqlitePathOf } from './database-url.ts'
import { StoreUnusableError } from './open-store.ts'

export interface MigrationStep {
  readonly name: string
  /** As the database was sent them, in order. */
  readonly statements: readonly string[]
}

/** What stands around the steps, and is none. */
const frame = /kysely_migration|^(begin|commit|rollback)\b/

/**
 * Brings the schema of the database up to date. With `rehearse` every step is taken in a transaction that is rolled back:
 * it takes as long, and holds the same locks, but changes nothing; a file that is missing is not made. Rejects with
 * `StoreUnusableError`, having changed nothing.
 */
export async function migrateDatabase(
  databaseUrl: string,
  { rehearse }: { rehearse: boolean },
): Promise<MigrationStep[]> {
  const statementsOf = new Map<string, string[]>()
  let current: string[] = []
  const log = ({ level, query: { sql } }: LogEvent) => {
    if (level === 'query' && !frame.test(sql)) current.push(sql)
  }
  const onStep = (name: string) => {
    current = []
    statementsOf.set(name, current)
  }
  try {
    const db = isPostgresUrl(databaseUrl)
      ? (await import('../store-postgres/patient-connection.ts')).connectPatiently(databaseUrl, log)
      : connectFile(sqlitePathOf(databaseUrl), { rehearse, log })
    try {
      const steps = await (rehearse ? rehearseMigration : migrateToLatest)(db, { onStep })
      return steps.map((name) => ({ name, statements: statementsOf.get(name) ?? [] }))
    } finally {
      await db.destroy()
    }
  } catch (error) {
    throw error instanceof Error ? new StoreUnusableError(error) : error
  }
}

const busyTimeoutMs = 10_000

function connectFile(
  path: string,
  { rehearse, log }: { readonly rehearse: boolean; readonly log: (event: LogEvent) => void },
): Kysely<Schema> {
  const inMemory = path === ':memory:'
  if (!inMemory && !rehearse) mkdirSync(dirname(path), { recursive: true })
  const sqlite = rehearse
    ? new SqliteDatabase(inMemory || existsSync(path) ? path : ':memory:', { timeout: busyTimeoutMs })
    : openDatabase(path, busyTimeoutMs)
  if (rehearse) sqlite.pragma('foreign_keys = ON')
  return new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(sqlite), log })
}
