import type { AuditSeals } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import { SqlAuditSeals } from './audit-seals.ts'
import { requireCurrentSchema } from './migrate.ts'
import type { Schema } from './schema.ts'

/** The audit log of a database that is only looked at. */
export interface OpenAuditSeals {
  readonly seals: AuditSeals
  close(): Promise<void>
}

/** Takes over a connection, and ends it when it throws: `NewerSchemaError`, `OlderSchemaError`, or the database's own error. */
export async function openAuditSeals(db: Kysely<Schema>): Promise<OpenAuditSeals> {
  try {
    await requireCurrentSchema(db)
    return { seals: new SqlAuditSeals(db), close: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    throw error
  }
}
