import { AuditSealer, verifyAuditLog } from '@agentsentry/pipeline'
import { Kysely } from 'kysely'
import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { describeWithPostgres } from '../../../../tests/services/postgres.ts'
import { auditEntryOf, describeAuditSeals } from '../conformance/audit-seals-conformance.ts'
import { SqlAuditSeals } from '../store-sql/audit-seals.ts'
import type { Schema } from '../store-sql/schema.ts'
import { openPostgresSeals } from './open-postgres-seals.ts'
import { parsers } from './parsers.ts'
import { TellingPostgresDialect } from './postgres-driver.ts'
import { PostgresStore } from './postgres-store.ts'

describeWithPostgres('PostgreSQL', ({ createDatabase }) => {
  async function open(): Promise<{ url: string; db: Kysely<Schema> }> {
    const url = await createDatabase()
    await (await PostgresStore.open({ url })).close()
    const pool = new Pool({ connectionString: url, types: parsers })
    return { url, db: new Kysely<Schema>({ dialect: new TellingPostgresDialect({ pool }) }) }
  }

  describeAuditSeals('a server', async () => (await open()).db)

  test('an entry whose transaction ends after greater ids were sealed is sealed too, and those of one undone are not', async () => {
    const { db } = await open()
    try {
      const seals = new SqlAuditSeals(db)
      const sealer = new AuditSealer({ seals, clock: { nowMs: () => Date.now() }, signer: null })
      const late = await db.startTransaction().execute()
      await late.insertInto('audit_logs').values(auditEntryOf(1)).execute()
      const undone = await db.startTransaction().execute()
      await undone.insertInto('audit_logs').values(auditEntryOf(2)).execute()
      await db.insertInto('audit_logs').values(auditEntryOf(3)).execute()
      expect(await sealer.seal()).toBe(1)
      await undone.rollback().execute()
      expect(await sealer.seal()).toBe(0)
      await late.commit().execute()
      expect(await sealer.seal()).toBe(1)
      const sealed = await seals.sealedEntries(0, 10)
      expect(sealed.map(({ entry }) => entry?.targetId)).toEqual(['t3', 't1'])
      expect(await verifyAuditLog(seals)).toMatchObject({ fault: null, waiting: 0 })
    } finally {
      await db.destroy()
    }
  })

  test('sealers and writers in connections of their own leave one chain over every entry', async () => {
    const { url, db } = await open()
    try {
      const sealer = () => {
        const clock = { nowMs: () => Date.now() }
        return new AuditSealer({ seals: new SqlAuditSeals(db), clock, signer: null, batch: 7, checkpointSeals: 20 })
      }
      const writing = Array.from({ length: 4 }, async () => {
        for (let at = 0; at < 50; at++) await db.insertInto('audit_logs').values(auditEntryOf(at)).execute()
      })
      let isWriting = true
      const sealing = Array.from({ length: 4 }, async () => {
        const own = sealer()
        while (isWriting) await own.seal()
      })
      await Promise.all(writing)
      isWriting = false
      await Promise.all(sealing)
      await sealer().seal()
      const { seals, close } = await openPostgresSeals(url)
      const report = await verifyAuditLog(seals, { page: 30 })
      await close()
      expect(report).toMatchObject({ fault: null, entries: 200, waiting: 0 })
    } finally {
      await db.destroy()
    }
  })
})
