import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeMigrations } from '../conformance/migration-conformance.ts'
import { migrateToLatest } from '../store-sql/migrate.ts'
import type { Schema } from '../store-sql/schema.ts'
import { openDatabase } from './open-database.ts'
import { ImmediateSqliteDialect } from './sqlite-driver.ts'
import { SqliteStore } from './sqlite-store.ts'
import { readStoredRules } from './stored-rules.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentsentry-migrations-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const connect = (path: string) => new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(openDatabase(path, 1_000)) })

describe('migrations of SQLite', () => {
  describeMigrations(async () => {
    const path = join(folder, 'x.db')
    const db = connect(path)
    return {
      db,
      openStore: async () => {
        await db.destroy()
        return SqliteStore.open({ path })
      },
    }
  })

  test('a process that is killed in the middle leaves what was there', async () => {
    const path = join(folder, 'x.db')
    const db = connect(path)
    await migrateToLatest(db, { step: '0001-initial' })
    await db.destroy()
    const program = join(import.meta.dirname, '../conformance/die-migrating.ts')
    for (const afterStatements of [4, 12, 25, 50]) {
      const { signal, stderr } = spawnSync(process.execPath, [program, `sqlite:${path}`, String(afterStatements)])
      expect([afterStatements, signal, String(stderr)]).toEqual([afterStatements, 'SIGKILL', ''])
      // At the step that it was at, and so are its tables.
      expect(readStoredRules(path)).toEqual([])
      const db = connect(path)
      const tables = (await db.introspection.getTables()).map(({ name }) => name)
      await db.destroy()
      expect(tables).not.toContain('projects')
    }
    await (await SqliteStore.open({ path })).close()
  })
})
