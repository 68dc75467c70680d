import { SentryError } from '@agentsentry/contract'
import type { Database } from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely'
import { tellingConnection } from '../store-sql/telling-connection.ts'

/**
 * Kysely's SQLite dialect with three changes. A transaction takes the write lock at once, since one that reads first and
 * writes later fails when another process wrote in between. Migrations are a transaction, so that a start that is killed
 * leaves nothing half-made. And a failure of the database is told as `store_unavailable`, so that no caller needs to know
 * SQLite's errors.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: Database

  constructor(database: Database) {
    super({ database })
    this.#database = database
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalDdlAdapter()
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver({ database: this.#database })
  }
}

class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    return tellingConnection(await super.acquireConnection(), throwUnavailable)
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** Rethrows a failure of SQLite as one of the store; anything else stays as it is. */
export function throwUnavailable(error: unknown): never {
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')) {
    throw new SentryError('store_unavailable', 'the store cannot do this at the moment; nothing was changed', {
      cause: error,
    })
  }
  throw error
}

/** True of a failure as {@link throwUnavailable} tells it when another process held the lock for too long. */
export function isLockedOut(error: unknown): boolean {
  const cause = error instanceof SentryError ? error.cause : null
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY')
}
