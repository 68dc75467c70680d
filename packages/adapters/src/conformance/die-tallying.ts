import { Kysely, type LogEvent } from 'kysely'
import { connectPatiently } from '../store-postgres/patient-connection.ts'
import type { Schema } from '../store-sql/schema.ts'
import { SqlTallies } from '../store-sql/tallies/sql-tallies.ts'
import { openDatabase } from '../store-sqlite/open-database.ts'
import { ImmediateSqliteDialect } from '../store-sqlite/sqlite-driver.ts'

// A program for tests: `die-tallying.ts DATABASE_URL STATEMENTS` tallies ten traces at a time, and dies after so many statements.

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
const tallies = new SqlTallies(db)
while ((await tallies.tally({ nowMs: Date.now(), limit: 10 })) > 0);
await db.destroy()
