import type { Rule } from '@agentsentry/contract'
import { defaultProjectId } from '@agentsentry/pipeline/ports'
import type { Selectable } from 'kysely'
import { Client, type ClientConfig } from 'pg'
import { refuseUnknownSteps } from '../store-sql/migrate.ts'
import { readRule } from '../store-sql/rules.ts'
import type { RuleTable } from '../store-sql/schema.ts'
import { parsers } from './parsers.ts'

/**
 * The rules of the default project, by id, read without leaving a trace: nothing is created, migrated or locked. Null where
 * the database holds nothing of AgentSentry. Rejects with the driver's error, or with `NewerSchemaError`.
 */
export async function readPostgresRules(url: string): Promise<Rule[] | null> {
  const config: ClientConfig = {
    connectionString: url,
    types: parsers,
    application_name: 'agentsentry',
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    options: '-c default_transaction_read_only=on',
  }
  const client = new Client(config)
  // Where the connection breaks, the query that waits tells.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows: known } = await client.query<{ there: boolean }>(
      `select to_regclass('kysely_migration') is not null as there`,
    )
    if (known[0]?.there !== true) return null
    const steps = await client.query<{ name: string }>('select name from kysely_migration order by name')
    refuseUnknownSteps(steps.rows.map(({ name }) => name))
    if (steps.rows.length === 0) return null
    const rows = await client.query<Selectable<RuleTable>>('select * from rules where project_id = $1 order by id', [
      defaultProjectId,
    ])
    return rows.rows.map(readRule)
  } finally {
    await client.end()
  }
}
