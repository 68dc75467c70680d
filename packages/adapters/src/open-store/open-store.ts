import type { Store } from '@agentsentry/pipeline'
import { NewerSchemaError } from '../store-sql/newer-schema-error.ts'
import { isPostgresUrl, sqlitePathOf } from './database-url.ts'

/** The database cannot be used. The message says why, and which setting to look at. */
export class StoreUnusableError extends Error {
  constructor(cause: Error) {
    const why = cause instanceof NewerSchemaError ? cause.message : `the database cannot be opened (${reasonOf(cause)})`
    super(`${why}; see DATABASE_URL`, { cause })
    this.name = 'StoreUnusableError'
  }
}

export interface OpenStoreOptions {
  /** Told of connections to a server that fail while nobody uses them. */
  readonly onConnectionLost?: (error: Error) => void
}

/**
 * Opens the store that `DATABASE_URL` names, and brings its schema up to date. Nothing of the other kind of database is
 * loaded. Rejects with `StoreUnusableError`.
 */
export async function openStore(databaseUrl: string, options: OpenStoreOptions = {}): Promise<Store> {
  try {
    if (isPostgresUrl(databaseUrl)) {
      const { PostgresStore } = await import('../store-postgres/postgres-store.ts')
      return await PostgresStore.open({ url: databaseUrl, ...options })
    }
    const { SqliteStore } = await import('../store-sqlite/sqlite-store.ts')
    return await SqliteStore.open({ path: sqlitePathOf(databaseUrl) })
  } catch (error) {
    throw error instanceof Error ? new StoreUnusableError(error) : error
  }
}

/** What lies deepest says most. Several addresses of one host fail as one error without a message. */
function reasonOf(error: Error): string {
  const { cause } = error
  if (cause instanceof Error) return reasonOf(cause)
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message
  return error.message
}
