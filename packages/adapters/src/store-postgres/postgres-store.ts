import type { Housekeeping, RecordOutcome, Tallies } from '@agentsentry/pipeline'
import { Kysely } from 'kysely'
import { GroupCommit } from '../store-sql/group-commit.ts'
import { isBehind, migrateToLatest } from '../store-sql/migrate.ts'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import type { Schema } from '../store-sql/schema.ts'
import { SqlStore } from '../store-sql/sql-store.ts'
import { SqlTallies } from '../store-sql/tallies/sql-tallies.ts'
import { CommitLanes } from './commit-lanes.ts'
import { parsers } from './parsers.ts'
import { connectPatiently } from './patient-connection.ts'
import { isAboutAll, TellingPostgresDialect, throwUnavailable } from './postgres-driver.ts'
import { PostgresHousekeeping } from './postgres-housekeeping.ts'
import { PostgresTraceWriter } from './postgres-trace-writer.ts'
import { ServerPool } from './server-pool.ts'
import { createPartitions } from './trace-partitions.ts'

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` where it needs one. */
  readonly url: string
  /** Connections that this process may hold. */
  readonly connections?: number
  /** How many transactions with new traces may be under way at once. */
  readonly commitLanes?: number
  /** How long an answer of the database may take before it counts as away. */
  readonly answerTimeoutMs?: number
  /** Told of connections that fail while nobody uses them. */
  readonly onConnectionLost?: (error: Error) => void
}

/** Steps of the schema may take longer than any answer to a caller. */
async function migratePatiently(url: string): Promise<void> {
  const db = connectPatiently(url)
  try {
    await migrateToLatest(db)
  } finally {
    await db.destroy()
  }
}

/** A store in PostgreSQL. Whatever it has answered is committed there, as durably as the server is set up to. */
export class PostgresStore extends SqlStore {
  readonly housekeeping: Housekeeping
  readonly tallies: Tallies
  readonly #commits: CommitLanes<ProjectEntry, RecordOutcome>

  private constructor(db: Kysely<Schema>, { pool, lanes }: { readonly pool: ServerPool; readonly lanes: number }) {
    super(db, 'skip-locked')
    const writer = new PostgresTraceWriter(pool)
    this.housekeeping = new PostgresHousekeeping(db)
    this.tallies = new SqlTallies(db)
    const writeAll = (entries: readonly ProjectEntry[]) => writer.writeAll(entries).catch(throwUnavailable)
    this.#commits = new CommitLanes(
      Array.from({ length: lanes }, () => new GroupCommit(writeAll, isAboutAll)),
      ({ trace }) => trace.sessionId,
    )
  }

  /** Opens and migrates. Throws the driver's error, or `NewerSchemaError`, having changed nothing. */
  static async open(options: PostgresStoreOptions): Promise<PostgresStore> {
    const { url, connections = 10, commitLanes = 2, answerTimeoutMs = 5_000, onConnectionLost = () => {} } = options
    const config = {
      connectionString: url,
      max: connections,
      types: parsers,
      application_name: 'agentsentry',
      connectionTimeoutMillis: Math.min(answerTimeoutMs, 2_000),
      query_timeout: answerTimeoutMs,
      options: serverTimeouts(answerTimeoutMs),
      keepAlive: true,
    }
    const pool = new ServerPool(config, onConnectionLost)
    const db = new Kysely<Schema>({ dialect: new TellingPostgresDialect({ pool }) })
    try {
      if (await isBehind(db)) await migratePatiently(url)
      await createPartitions(db, Date.now())
      return new PostgresStore(db, { pool, lanes: commitLanes })
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

/**
 * The server gives up before we do, so that nothing is committed after it was answered with an error. And it gives up who
 * has gone silent within a transaction before those give up who wait for what that has locked.
 */
function serverTimeouts(answerTimeoutMs: number): string {
  const statementMs = Math.round(answerTimeoutMs * 0.9)
  const silenceMs = Math.round(answerTimeoutMs * 0.6)
  return `-c statement_timeout=${statementMs} -c idle_in_transaction_session_timeout=${silenceMs}`
}
