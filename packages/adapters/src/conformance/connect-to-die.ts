import { Kysely, type LogEvent } from 'kysely'
import { connectPatiently } from '../store-postgres/patient-connection.ts'
import type { Schema } from '../store-sql/schema.ts'
import { openDatabase } from '../store-sqlite/open-database.ts'
import { ImmediateSqliteDialect } from '../store-sqlite/sqlite-driver.ts'

/** A connection to either database; the process is killed as it has made that many statements. */
export function connectToDie(url: string, statements: number): Kysely<Schema> {
  let left = statements
  const dieInTime = (_event: LogEvent) => {
    left--
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  }
  if (!url.startsWith('sqlite:')) return connectPatiently(url, dieInTime)
  const dialect = new ImmediateSqliteDialect(openDatabase(url.slice('sqlite:'.length), 1_000))
  return new Kysely<Schema>({ dialect, log: dieInTime })
}
