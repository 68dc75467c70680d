import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RecordOutcome, TraceEntry } from '@agentsentry/pipeline'
import SqliteDatabase from 'better-sqlite3'
import { Kysely } from 'kysely'
import { migrateToLatest } from '../store-sql/migrate.ts'
import type { Schema } from '../store-sql/schema.ts'
import { SqlStore } from '../store-sql/sql-store.ts'
import { GroupCommit } from './group-commit.ts'
import { ImmediateSqliteDialect, throwUnavailable } from './sqlite-driver.ts'
import { TraceWriter } from './trace-writer.ts'

export interface SqliteStoreOptions {
  /** A file, created with its folder when missing, or `:memory:`. */
  readonly path: string
  /** How long to wait for another process that is writing. */
  readonly busyTimeoutMs?: number
}

/** A store in one SQLite file. Whatever it has answered is on disk: WAL with `synchronous=FULL`. */
export class SqliteStore extends SqlStore {
  readonly #sqlite: SqliteDatabase.Database
  readonly #commits: GroupCommit<TraceEntry, RecordOutcome>

  private constructor(sqlite: SqliteDatabase.Database, db: Kysely<Schema>) {
    super(db)
    this.#sqlite = sqlite
    const writer = new TraceWriter(sqlite)
    // Taking the connection keeps a batch out of the middle of a transaction that a query has open.
    this.#commits = new GroupCommit((entries) =>
      db
        .connection()
        .execute(async () => writer.writeAll(entries))
        .catch(throwUnavailable),
    )
  }

  /** Opens and migrates. Throws SQLite's error, or `NewerSchemaError`, having changed nothing. */
  static async open({ path, busyTimeoutMs = 5_000 }: SqliteStoreOptions): Promise<SqliteStore> {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
    const sqlite = new SqliteDatabase(path, { timeout: busyTimeoutMs })
    try {
      sqlite.pragma('journal_mode = WAL')
      sqlite.pragma('synchronous = FULL')
      sqlite.pragma('foreign_keys = ON')
      const db = new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(sqlite) })
      await migrateToLatest(db)
      return new SqliteStore(sqlite, db)
    } catch (error) {
      sqlite.close()
      throw error
    }
  }

  record(entry: TraceEntry): Promise<RecordOutcome> {
    return this.#commits.add(entry)
  }

  /** Refuses to let the file grow past this many bytes, as a full disk would. 0 lifts the limit. */
  limitSize(bytes: number): void {
    const pageSize = this.#sqlite.pragma('page_size', { simple: true }) as number
    this.#sqlite.pragma(`max_page_count = ${bytes === 0 ? 4_294_967_294 : Math.ceil(bytes / pageSize)}`)
  }

  async close(): Promise<void> {
    await this.#commits.settled()
    await this.db.destroy()
  }
}
