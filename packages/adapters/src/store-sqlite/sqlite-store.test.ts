import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeStore } from '../conformance/store-conformance.ts'
import { SqliteStore } from './sqlite-store.ts'

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
    await first.createSession({ title: 'kept' }, { id: 's', timeMs: 1 })
    await first.close()
    const second = await SqliteStore.open({ path })
    expect((await second.session('s'))?.title).toBe('kept')
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

  test('a file that is no database is refused', async () => {
    const path = join(folder, 'x.db')
    writeFileSync(path, 'this is no database, however long one looks at it'.repeat(100))
    await expect(SqliteStore.open({ path })).rejects.toThrow('not a database')
  })
})
