import { Kysely, type LogEvent } from 'kysely'
import { Pool } from 'pg'
import type { Schema } from '../store-sql/schema.ts'
import { outliveConnections } from './outlive-connections.ts'
import { parsers } from './parsers.ts'
import { TellingPostgresDialect } from './postgres-driver.ts'

/** For work that may take as long as it takes, such as building an index. `log` is told of each statement. */
export function connectPatiently(url: string, log: (event: LogEvent) => void = () => {}): Kysely<Schema> {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    types: parsers,
    application_name: 'agentsentry migrate',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  outliveConnections(pool, () => {})
  return new Kysely<Schema>({ dialect: new TellingPostgresDialect({ pool }), log })
}
