import { Kysely, type LogEvent } from 'kysely'
import { connectPatiently } from '../store-postgres/patient-connection.ts'
import { migrateToLatest } from '../store-sql/migrate.ts'
import type { Schema } from '../store-sql/schema.ts'
import { openDatabase } from '../store-sqlite/open-database.ts'
import { ImmediateSqliteDialect } from '../store-sqlite/sqlite-driver.ts'

// A program for tests: `die-migrating.ts DATABASE_URL STATEMENTS` migrates, and dies after so many statements.

const [url = '', statements = '1'] = process.argv.slice(2)
let left = Number(statements)
const dieInTime = (_event: LogEvent) => {
  left--
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}
const db = url.startsWith('sqlite:')
  ? new Kysely<Schema>({
      dialect: new ImmediateSqliteDialect(openDatabase(url.slice('sqlite:'.length), 1_000)),
      log: dieInTime,
    })
  : connectPatiently(url, dieInTime)
await migrateToLatest(db)
await db.destroy()
