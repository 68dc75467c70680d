import { migrateToLatest } from '../store-sql/migrate.ts'
import { connectToDie } from './connect-to-die.ts'

// A program for tests: `die-migrating.ts DATABASE_URL STATEMENTS` migrates, and dies after so many statements.

const [url = '', statements = '1'] = process.argv.slice(2)
const db = connectToDie(url, Number(statements))
await migrateToLatest(db)
await db.destroy()
