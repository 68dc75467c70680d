import type { Housekeeping, RecordOutcome } from '@agentsentry/pipeline'
import { Kysely } from 'kysely'
import { Pool, types } from 'pg'
import { GroupCommit } from '../store-sql/group-commit.ts'
import { migrateToLatest } from '../store-sql/migrate.ts'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import type { Schema } from '../store-sql/schema.ts'
import { SqlStore } from '../store-sql/sql-store.ts'
import { isAboutAll, TellingPostgresDialect, throwUnavailable } from './postgres-driver.ts'
import { PostgresHousekeeping } from './postgres-housekeeping.ts'
import { PostgresTraceWriter } from './postgres-trace-writer.ts'
import { createPartitions } from './trace-partitions.ts'

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` where it needs one. */
  readonly url: string
  /** Connections that this process may hold. */
  readonly connections?: number
  /** How long an answer of the database may take before it counts as away. */
  readonly answerTimeoutMs?: number
  /** Told of connections that fail while nobody uses them. */
  readonly onConnectionLost?: (error: Error) => void
}

/** Numbers of 64 bits come as numbers: ids of rows and times in milliseconds stay far below 2^53. */
const int8 = 20
export const parsers = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    type === int8 ? Number : types.getTypeParser(type, format as 'text'),
}

/** A store in PostgreSQL. Whatever it has answered is committed there, as durably as the server is set up to. */
export class PostgresStore extends SqlStore {
  readonly housekeeping: Housekeeping
  readonly #commits: GroupCommit<ProjectEntry, RecordOutcome>

  private constructor(db: Kysely<Schema>, pool: Pool) {
    super(db, 'skip-locked')
    const writer = new PostgresTraceWriter(pool)
    this.housekeeping = new PostgresHousekeeping(db)
    this.#commits = new GroupCommit((entries) => writer.writeAll(entries).catch(throwUnavailable), isAboutAll)
  }

  /** Opens and migrates. Throws the driver's error, or `NewerSchemaError`, having changed nothing. */
  static async open(options: PostgresStoreOptions): Promise<PostgresStore> {
    const { url, connections = 10, answerTimeoutMs = 5_000, onConnectionLost = () => {} } = options
    const pool = new Pool({
      connectionString: url,
      max: connections,
      types: parsers,
      application_name: 'agentsentry',
      connectionTimeoutMillis: Math.min(answerTimeoutMs, 2_000),
      query_timeout: answerTimeoutMs,
      // The server gives up before we do, so that nothing is committed after it was answered with an error.
      options: `-c statement_timeout=${Math.round(answerTimeoutMs * 0.9)} -c idle_in_transaction_session_timeout=30000`,
      keepAlive: true,
    })
    pool.on('error', onConnectionLost)
    const db = new Kysely<Schema>({ dialect: new TellingPostgresDialect({ pool }) })
    try {
      await migrateToLatest(db)
      await createPartitions(db, Date.now())
      return new PostgresStore(db, pool)
    } catch (error) {
      await db.destroy()
      throw error
    }
  }

  protected record(entry: ProjectEntry): Promise<RecordOutcome> {
    return this.#commits.add(entry)
  }

  async close(): Promise<void> {
    await this.#commits.settled()
    await this.db.destroy()
  }
}
