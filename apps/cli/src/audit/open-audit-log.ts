import { ConfigError, isPostgresUrl, sqlitePathOf } from '@agentsentry/adapters/settings'
import { openPostgresSeals } from '@agentsentry/adapters/store-postgres'
import { type OpenAuditSeals, openSqliteSeals } from '@agentsentry/adapters/store-sqlite'
import { parseApiConfig } from '@agentsentry/api/config'
import { CommandFailure } from '../command-failure.ts'

/** The audit log of the database that `DATABASE_URL` names, to be read. Throws `CommandFailure` when it cannot be. */
export async function openAuditLog(): Promise<OpenAuditSeals> {
  try {
    const { DATABASE_URL: url } = parseApiConfig(process.env)
    return await (isPostgresUrl(url) ? openPostgresSeals(url) : openSqliteSeals(sqlitePathOf(url)))
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandFailure(error.message)
    throw unreadable(error as Error)
  }
}

export function unreadable(error: Error): CommandFailure {
  const { cause } = error
  const why = cause instanceof Error ? cause.message : error.message
  return new CommandFailure(`the audit log cannot be read: ${why}; see DATABASE_URL`)
}
