import { Kysely } from 'kysely'
import { describeAuditSeals } from '../conformance/audit-seals-conformance.ts'
import { migrateToLatest } from '../store-sql/migrate.ts'
import type { Schema } from '../store-sql/schema.ts'
import { openDatabase } from './open-database.ts'
import { ImmediateSqliteDialect } from './sqlite-driver.ts'

describeAuditSeals('SQLite', async () => {
  const db = new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(openDatabase(':memory:', 1_000)) })
  await migrateToLatest(db)
  return db
})
