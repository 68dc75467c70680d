import { NewerSchemaError, SqliteStore } from '@agentsentry/adapters'
import type { Store } from '@agentsentry/pipeline'
import { sqlitePathOf } from './config.ts'

/** The database cannot be used. The message says why, and which setting to look at. */
export class StoreUnusableError extends Error {
  constructor(cause: Error) {
    const why = cause instanceof NewerSchemaError ? cause.message : `the database cannot be opened (${cause.message})`
    super(`${why}; see DATABASE_URL`, { cause })
    this.name = 'StoreUnusableError'
  }
}

/** Opens the store that `DATABASE_URL` names, and brings its schema up to date. Throws `StoreUnusableError`. */
export async function openStore(databaseUrl: string): Promise<Store> {
  try {
    return await SqliteStore.open({ path: sqlitePathOf(databaseUrl) })
  } catch (error) {
    throw error instanceof Error ? new StoreUnusableError(error) : error
  }
}
