import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What is due is found project by project, so that each has its turn. */
export const turns: Migration = {
  async up(db: Kysely<unknown>) {
    for (const table of ['outbox', 'deliveries']) {
      await db.schema.dropIndex(`${table}_by_due`).execute()
      await db.schema
        .createIndex(`${table}_by_turn`)
        .on(table)
        .columns(['state', 'project_id', 'due_at', 'id'])
        .execute()
    }
  },
}
