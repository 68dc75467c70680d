import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultProjectId } from '@agentsentry/pipeline'
import SqliteDatabase from 'better-sqlite3'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeStore } from '../conformance/store-conformance.ts'
import { migrateToLatest } from '../store-sql/migrate.ts'
import type { Schema } from '../store-sql/schema.ts'
import { openDatabase } from './open-database.ts'
import { ImmediateSqliteDialect } from './sqlite-driver.ts'
import { SqliteStore } from './sqlite-store.ts'
import { readStoredRules } from './stored-rules.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentsentry-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describeStore('SQLite in a file', () => SqliteStore.open({ path: join(folder, 'conformance.db') }))
describeStore('SQLite in memory', () => SqliteStore.open({ path: ':memory:' }))

describe('opening', () => {
  test('a folder that is missing is made, and what was written is there the next time', async () => {
    const path = join(folder, 'a', 'b', 'c.db')
    const first = await SqliteStore.open({ path })
    await first.project(defaultProjectId).createSession({ title: 'kept' }, { id: 's', timeMs: 1 })
    await first.close()
    const second = await SqliteStore.open({ path })
    expect((await second.project(defaultProjectId).session('s'))?.title).toBe('kept')
    await second.close()
  })

  test('a database from a newer version is refused and left as it is', async () => {
    const path = join(folder, 'x.db')
    await (await SqliteStore.open({ path })).close()
    const sqlite = new SqliteDatabase(path)
    sqlite.prepare('insert into kysely_migration values (?, ?)').run('9999-from-the-future', new Date().toISOString())
    sqlite.close()
    await expect(SqliteStore.open({ path })).rejects.toThrow('newer version of AgentSentry')
  })

  test('what was written before rules had modes and traces had shadows is read with their defaults', async () => {
    const path = join(folder, 'old.db')
    const sqlite = openDatabase(path, 1_000)
    await migrateToLatest(new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(sqlite) }), { step: '0001-initial' })
    sqlite.prepare('insert into sessions values (?, null, null, null, ?, 1)').run('s', '{}')
    const definition = JSON.stringify({
      name: 'old',
      rule_type: 'regex',
      pattern: 'x',
      severity: 'warning',
      decision: 'warn',
      enabled: true,
      description: null,
      on: null,
      tools: null,
      fields: null,
    })
    sqlite.prepare('insert into rules values (1, ?, ?, 1, 1)').run('old', definition)
    sqlite.prepare('insert into rule_sets values (7, ?, ?, 1)').run('hash', `[${definition}]`)
    sqlite
      .prepare('insert into traces values (?, ?, ?, ?, null, ?, ?, ?, 1, 2, 3, 7, 1)')
      .run('t', 's', 'user', 'user', '{"text":"x"}', 'warn', '[]')
    sqlite.close()

    const defaults = { unless: null, mode: 'enforce', tags: [], tests: null }
    expect(readStoredRules(path)).toMatchObject([{ name: 'old', ...defaults }])
    const opened = await SqliteStore.open({ path })
    const store = opened.project(defaultProjectId)
    expect(await store.trace('t')).toMatchObject({
      shadowJson: '[]',
      tally: { ran: 1, out_of_scope: 2, not_evaluated: 3, shadow: 0 },
      evaluationUs: null,
    })
    expect(await store.ruleSetByNumber(7)).toMatchObject({ hash: 'hash', rules: [{ name: 'old', ...defaults }] })
    expect((await store.ruleSnapshot()).rules).toMatchObject([{ name: 'old', ...defaults }])
    await opened.close()
  })

  test('a file that is no database is refused', async () => {
    const path = join(folder, 'x.db')
    writeFileSync(path, 'this is no database, however long one looks at it'.repeat(100))
    await expect(SqliteStore.open({ path })).rejects.toThrow('not a database')
  })
})
