import { SentryError } from '@agentsentry/contract'
import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
} from 'kysely'
import { DatabaseError } from 'pg'
import { tellingConnection } from '../store-sql/telling-connection.ts'

/** Kysely's PostgreSQL dialect, whose failures are told as `store_unavailable` where the database is at fault. */
export class TellingPostgresDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig

  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new TellingPostgresDriver(this.#config)
  }
}

class TellingPostgresDriver extends PostgresDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection().catch(throwUnavailable)
    return tellingConnection(connection, throwUnavailable)
  }
}

/** Classes of SQLSTATE that speak of the server and not of what it was asked (PostgreSQL's documentation, appendix A). */
const serverFaults = new Set(['08', '25', '40', '53', '54', '55', '57', '58', 'XX'])

/** Rethrows a failure of the database, or of the way to it, as one of the store; anything else stays as it is. */
export function throwUnavailable(error: unknown): never {
  if (error instanceof SentryError) throw error
  const isOfTheAsker = error instanceof DatabaseError && !serverFaults.has((error.code ?? 'XX').slice(0, 2))
  if (isOfTheAsker || !(error instanceof Error)) throw error
  throw new SentryError('store_unavailable', 'the store cannot do this at the moment', { cause: error })
}

/** True of a failure that every other write would meet as well: the database is away, not what was written wrong. */
export function isAboutAll(error: unknown): boolean {
  const cause = error instanceof SentryError ? error.cause : error
  // A deadlock or a serialisation failure is one transaction's bad luck; its writes may succeed one by one.
  return !(cause instanceof DatabaseError) || !(cause.code ?? '').startsWith('40')
}
