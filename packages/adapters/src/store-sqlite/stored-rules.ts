import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { Rule } from '@agentsentry/contract'
import { defaultProjectId } from '@agentsentry/pipeline/ports'
import type { Selectable } from 'kysely'
import { refuseUnknownSteps } from '../store-sql/migrate.ts'
import { readRule } from '../store-sql/rules.ts'
import type { RuleTable } from '../store-sql/schema.ts'

/**
 * The rules of a store's default project, by id, read without leaving a trace: nothing is created, migrated or locked for others. It works
 * beside a running server and on a medium that cannot be written. Throws SQLite's error, or `NewerSchemaError`.
 */
export function readStoredRules(path: string): Rule[] {
  const url = pathToFileURL(path)
  // SQLite makes files beside one in WAL mode even to read it. Without a log there is nothing to share with a writer.
  if (!existsSync(`${path}-wal`)) url.search = '?immutable=1'
  const database = new DatabaseSync(url, { readOnly: true })
  try {
    const steps = database.prepare('select name from kysely_migration order by name').all()
    refuseUnknownSteps(steps.map(({ name }) => String(name)))
    const rows = database.prepare('select * from rules order by id').all() as unknown as Selectable<RuleTable>[]
    // Older stores have no projects.
    return rows.filter(({ project_id }) => (project_id ?? defaultProjectId) === defaultProjectId).map(readRule)
  } finally {
    database.close()
  }
}
