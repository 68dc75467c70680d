import { SqlTallies } from '../store-sql/tallies/sql-tallies.ts'
import { connectToDie } from './connect-to-die.ts'

// A program for tests: `die-tallying.ts DATABASE_URL STATEMENTS` tallies ten traces at a time, and dies after so many statements.

const [url = '', statements = '1'] = process.argv.slice(2)
const db = connectToDie(url, Number(statements))
const tallies = new SqlTallies(db)
while ((await tallies.tally({ nowMs: Date.now(), limit: 10 })) > 0);
await db.destroy()
