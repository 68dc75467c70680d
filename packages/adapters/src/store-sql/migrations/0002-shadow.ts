import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What rules in shadow would have decided, and how long the rules took; neither is known of earlier traces. */
export const shadow: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('traces')
      .addColumn('shadow', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute()
    await db.schema
      .alterTable('traces')
      .addColumn('rules_shadow', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('traces').addColumn('evaluation_us', 'integer').execute()
  },
}
