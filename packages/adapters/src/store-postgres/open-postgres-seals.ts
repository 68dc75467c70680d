import { Kysely } from 'kysely'
import { Pool } from 'pg'
import { type OpenAuditSeals, openAuditSeals } from '../store-sql/open-audit-seals.ts'
import type { Schema } from '../store-sql/schema.ts'
import { outliveConnections } from './outlive-connections.ts'
import { parsers } from './parsers.ts'
import { TellingPostgresDialect } from './postgres-driver.ts'

/**
 * Opens what a database holds already: nothing is created, migrated or written. A statement may take as long as it takes,
 * since one of them reads the whole log. Throws `store_unavailable`, `NewerSchemaError` or `OlderSchemaError`.
 */
export async function openPostgresSeals(url: string): Promise<OpenAuditSeals> {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    types: parsers,
    application_name: 'agentsentry audit',
    connectionTimeoutMillis: 5_000,
    options: '-c default_transaction_read_only=on',
  })
  outliveConnections(pool, () => {})
  return openAuditSeals(new Kysely<Schema>({ dialect: new TellingPostgresDialect({ pool }) }))
}
