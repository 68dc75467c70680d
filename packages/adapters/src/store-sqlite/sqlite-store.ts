import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Housekeeping, RecordOutcome, Tallies } from '@agentsentry/pipeline'
import type { Database } from 'better-sqlite3'
import { Kysely } from 'kysely'
import { GroupCommit } from '../store-sql/group-commit.ts'
import { SqlHousekeeping } from '../store-sql/housekeeping.ts'
import { migrateToLatest } from '../store-sql/migrate.ts'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import type { Schema } from '../store-sql/schema.ts'
import { SqlStore } from '../store-sql/sql-store.ts'
import { SqlTallies } from '../store-sql/tallies/sql-tallies.ts'
import type { BatchWriter } from './batch-writer.ts'
import { InlineWriter } from './inline-writer.ts'
import { openDatabase } from './open-database.ts'
import { ImmediateSqliteDialect, isLockedOut, throwUnavailable } from './sqlite-driver.ts'
import { ThreadedTallies } from './threaded-tallies.ts'
import { ThreadedWriter } from './threaded-writer.ts'

export interface SqliteStoreOptions {
  /** A file, created with its folder when missing, or `:memory:`. */
  readonly path: string
  /** How long to wait for another process that is writing. */
  readonly busyTimeoutMs?: number
}

/** A store in one SQLite file. Whatever it has answered is on disk: WAL with `synchronous=FULL`. */
export class SqliteStore extends SqlStore {
  readonly housekeeping: Housekeeping
  readonly tallies: Tallies
  readonly #threadedTallies: ThreadedTallies | null
  readonly #sqlite: Database
  readonly #writer: BatchWriter
  readonly #commits: GroupCommit<ProjectEntry, RecordOutcome>

  private constructor(
    sqlite: Database,
    db: Kysely<Schema>,
    { writer, tallies }: { readonly writer: BatchWriter; readonly tallies: ThreadedTallies | null },
  ) {
    super(db, 'whole-database')
    this.housekeeping = new SqlHousekeeping(db)
    this.tallies = tallies ?? new SqlTallies(db)
    this.#threadedTallies = tallies
    this.#sqlite = sqlite
    this.#writer = writer
    // A batch holds the connection of the queries while it is written, so that the two never wait for SQLite's lock.
    this.#commits = new GroupCommit(
      (entries) =>
        db
          .connection()
          .execute(() => writer.write(entries))
          .catch(throwUnavailable),
      isLockedOut,
    )
  }

  /** Opens and migrates. Throws SQLite's error, or `NewerSchemaError`, having changed nothing. */
  static async open({ path, busyTimeoutMs = 5_000 }: SqliteStoreOptions): Promise<SqliteStore> {
    const inMemory = path === ':memory:'
    if (!inMemory) mkdirSync(dirname(path), { recursive: true })
    const sqlite = openDatabase(path, busyTimeoutMs)
    try {
      const db = new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(sqlite) })
      await migrateToLatest(db)
      const writer = inMemory ? new InlineWriter(sqlite) : new ThreadedWriter({ path, busyTimeoutMs })
      const tallies = inMemory ? null : new ThreadedTallies({ path, busyTimeoutMs }, db)
      return new SqliteStore(sqlite, db, { writer, tallies })
    } catch (error) {
      sqlite.close()
      throw error
    }
  }

  protected record(entry: ProjectEntry): Promise<RecordOutcome> {
    return this.#commits.add(entry)
  }

  /** Refuses to let the file grow past this many bytes, as a full disk would. 0 lifts the limit. */
  async limitSize(bytes: number): Promise<void> {
    const pageSize = this.#sqlite.pragma('page_size', { simple: true }) as number
    const pages = bytes === 0 ? 4_294_967_294 : Math.ceil(bytes / pageSize)
    this.#sqlite.pragma(`max_page_count = ${pages}`)
    await this.#writer.limitPages(pages)
  }

  async close(): Promise<void> {
    await this.#commits.settled()
    await this.#threadedTallies?.close()
    await this.#writer.close()
    await this.db.destroy()
  }
}
