import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWithPostgres, inPostgres } from '../../../../tests/services/postgres.ts'
import { describeMigrations } from '../conformance/migration-conformance.ts'
import { migrateToLatest } from '../store-sql/migrate.ts'
import { connectPatiently } from './patient-connection.ts'
import { PostgresStore } from './postgres-store.ts'

describeWithPostgres('migrations of PostgreSQL', ({ createDatabase }) => {
  describeMigrations(async () => {
    const url = await createDatabase()
    const db = connectPatiently(url)
    return {
      db,
      openStore: async () => {
        await db.destroy()
        return PostgresStore.open({ url })
      },
    }
  })

  test('a process that is killed in the middle leaves what was there', async () => {
    const url = await createDatabase()
    const db = connectPatiently(url)
    await migrateToLatest(db, { step: '0001-initial' })
    await db.destroy()
    const program = join(import.meta.dirname, '../conformance/die-migrating.ts')
    for (const afterStatements of [10, 30]) {
      const { signal, stderr } = spawnSync(process.execPath, [program, url, String(afterStatements)])
      expect([afterStatements, signal, String(stderr)]).toEqual([afterStatements, 'SIGKILL', ''])
      const made = await inPostgres(url, `select to_regclass('projects') as found`)
      expect(made).toEqual([{ found: null }])
    }
    await (await PostgresStore.open({ url })).close()
  })

  test('several that start on a new database at once all open it', async () => {
    const url = await createDatabase()
    const opened = await Promise.all([1, 2, 3].map(() => PostgresStore.open({ url, connections: 2 })))
    for (const store of opened) expect(await store.projects.projects()).toHaveLength(1)
    await Promise.all(opened.map((store) => store.close()))
  })
})
