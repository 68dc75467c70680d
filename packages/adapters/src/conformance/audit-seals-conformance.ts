import {
  type AnchoredCheckpoint,
  AuditSealer,
  type AuditSeals,
  CheckpointSigner,
  readCheckpoint,
  sealEntries,
  verifyAuditLog,
  writeCheckpoint,
} from '@agentsentry/pipeline'
import fc from 'fast-check'
import type { Insertable, Kysely } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SqlAuditSeals } from '../store-sql/audit-seals.ts'
import type { AuditLogTable, Schema } from '../store-sql/schema.ts'
import { type Tampering, tamper, tamperings } from './audit-tampering.ts'

type NewEntry = Insertable<AuditLogTable>

/**
 * What seals must do on every database. `open` gives a new, empty one, migrated; whoever tampers does so through the same
 * connection, in SQL.
 */
export function describeAuditSeals(name: string, open: () => Promise<Kysely<Schema>>): void {
  describe(`seals of the audit log on ${name}`, () => {
    let db: Kysely<Schema>
    let seals: AuditSeals
    beforeAll(async () => {
      db = await open()
      seals = new SqlAuditSeals(db)
    })
    afterAll(() => db.destroy())
    beforeEach(() => empty(db))

    const write = async (...entries: NewEntry[]) => {
      if (entries.length > 0) await db.insertInto('audit_logs').values(entries).execute()
    }
    const sealerOf = (options: { batch?: number; checkpointSeals?: number; signer?: CheckpointSigner } = {}) =>
      new AuditSealer({ seals, clock: { nowMs: () => Date.now() }, signer: null, ...options })
    const faultOf = async (options?: Parameters<typeof verifyAuditLog>[1]) =>
      (await verifyAuditLog(seals, options)).fault

    describe('sealing', () => {
      test('an empty log has no head, no checkpoint and no fault', async () => {
        expect(await sealerOf().seal()).toBe(0)
        expect(await sealerOf().checkpoint()).toBeNull()
        expect(await seals.head()).toBeNull()
        expect(await verifyAuditLog(seals)).toMatchObject({
          fault: null,
          faults: {},
          entries: 0,
          head: null,
          waiting: 0,
        })
      })

      test('every entry gets one seal, in the order of the ids that are there, however small the batches', async () => {
        await write(...entriesOf(7))
        expect((await seals.unsealed(3)).map(({ targetId }) => targetId)).toEqual(['t0', 't1', 't2'])
        expect(await sealerOf({ batch: 3 }).seal()).toBe(7)
        expect(await sealerOf({ batch: 3 }).seal()).toBe(0)
        expect(await seals.unsealed(10)).toEqual([])
        const sealed = await seals.sealedEntries(0, 100)
        expect(sealed.map(({ seq, entry }) => [seq, entry?.targetId])).toEqual(
          Array.from({ length: 7 }, (_, at) => [at + 1, `t${at}`]),
        )
        expect(await seals.head()).toEqual({ seq: 7, hash: sealed.at(-1)?.hash })
        expect(await seals.seals(4, 2)).toEqual(
          sealed.slice(4, 6).map(({ seq, entryId, hash }) => ({ seq, entryId, hash })),
        )
      })

      test('an entry that is there only after greater ids were sealed is sealed too', async () => {
        await write({ ...auditEntryOf(1), id: 1_000 })
        await sealerOf().seal()
        await write({ ...auditEntryOf(2), id: 7 })
        expect(await sealerOf().seal()).toBe(1)
        expect((await seals.seals(0, 10)).map(({ entryId }) => entryId)).toEqual([1_000, 7])
        expect(await faultOf()).toBeNull()
      })

      test('seals that follow a head that has moved are not written, none of them', async () => {
        await write(...entriesOf(4))
        const entries = await seals.unsealed(10)
        const first = sealEntries(null, entries.slice(0, 2))
        expect(await seals.append(first, null)).toBe('appended')
        expect(await seals.append(sealEntries(null, entries.slice(2)), null)).toBe('head-moved')
        expect(await seals.append(sealEntries({ seq: 2, hash: 'x' }, entries.slice(2)), { seq: 2, hash: 'x' })).toBe(
          'head-moved',
        )
        const head = await seals.head()
        expect(await seals.append(sealEntries(head, entries.slice(1)), head)).toBe('head-moved')
        expect(await seals.head()).toEqual(head)
        expect(await seals.unsealed(10)).toHaveLength(2)
      })

      test('sealers whose steps mix in any way leave one chain over all entries, each sealed once', async () => {
        await fc.assert(
          fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, sealerCount) => {
            await empty(db)
            const sealers = Array.from({ length: sealerCount }, () => {
              const clock = { nowMs: () => 1_000 }
              return new AuditSealer({
                seals: delayed(seals, scheduler),
                clock,
                signer: null,
                batch: 2,
                checkpointSeals: 3,
              })
            })
            const writing = Promise.all(
              entriesOf(6).map((entry) => scheduler.schedule(Promise.resolve()).then(() => write(entry))),
            )
            const sealing = sealers.map(async (sealer) => {
              for (let round = 0; round < 3; round++) await sealer.seal()
            })
            await scheduler.waitFor(Promise.all([writing, ...sealing]))
            await sealerOf().seal()
            const report = await verifyAuditLog(seals)
            expect(report).toMatchObject({ fault: null, entries: 6, waiting: 0 })
            expect(report.storedCheckpoints).toBeGreaterThan(0)
          }),
          { numRuns: 30 },
        )
      })
    })

    describe('checkpoints', () => {
      test('one comes with the first seals, then after so many, and after so long when there is a new seal', async () => {
        let nowMs = 1_000
        const clock = { nowMs: () => nowMs }
        const sealer = new AuditSealer({ seals, clock, signer: null, checkpointSeals: 5, checkpointMs: 60_000 })
        const sizesAfter = async (count: number, passedMs: number) => {
          nowMs += passedMs
          await write(...entriesOf(count))
          await sealer.seal()
          return (await seals.checkpoints(0, 100)).map(({ seq }) => seq)
        }
        expect(await sizesAfter(2, 0)).toEqual([2])
        expect(await sizesAfter(2, 10)).toEqual([2])
        expect(await sizesAfter(3, 10)).toEqual([2, 7])
        expect(await sizesAfter(1, 59_000)).toEqual([2, 7])
        expect(await sizesAfter(0, 1_000)).toEqual([2, 7, 8])
        expect(await sizesAfter(0, 600_000)).toEqual([2, 7, 8])
        expect(await sizesAfter(1, -800_000)).toEqual([2, 7, 8, 9])
      })

      test('a tree that grows from a stored checkpoint has the root of one that is built anew', async () => {
        for (let count = 1; count <= 9; count++) {
          await write(...entriesOf(count))
          await sealerOf().seal()
          const checkpoint = await sealerOf().checkpoint()
          expect(checkpoint?.root).toBe((await verifyAuditLog(seals)).root)
        }
      })

      test('a frontier that somebody changed is not built upon', async () => {
        await write(...entriesOf(5))
        await sealerOf().seal()
        await db.updateTable('audit_checkpoints').set({ frontier: '["00"]' }).execute()
        await write(...entriesOf(5))
        await sealerOf().seal()
        await sealerOf().checkpoint()
        expect(await verifyAuditLog(seals)).toMatchObject({ fault: null, storedCheckpoints: 2 })
      })

      test('one that has no signature is signed once there is a key, and then stays as it is', async () => {
        await write(...entriesOf(2))
        await sealerOf().seal()
        const signer = new CheckpointSigner('ab'.repeat(32))
        await sealerOf({ signer }).seal()
        const signed = await seals.newestCheckpoint()
        expect(signed?.signature?.publicKey).toBe(signer.publicKey)
        await sealerOf({ signer: new CheckpointSigner('cd'.repeat(32)) }).seal()
        expect(await seals.newestCheckpoint()).toEqual(signed)
      })
    })

    describe('verifying', () => {
      const logSize = { min: 4, max: 24 }
      const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.replaceAll('\0', ''))
      const newEntry: fc.Arbitrary<NewEntry> = fc.record({
        project_id: text,
        actor: text,
        action: text,
        target_type: text,
        target_id: text,
        details: fc.json({ maxDepth: 2 }).map((value) => value.replaceAll('\\u0000', '')),
        created_at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
      })
      const log = fc.record({
        entries: fc.array(newEntry, { minLength: logSize.min, maxLength: logSize.max }),
        batch: fc.integer({ min: 1, max: 30 }),
        checkpointSeals: fc.integer({ min: 1, max: 30 }),
        page: fc.integer({ min: 1, max: 30 }),
      })

      async function writeLog({
        entries,
        batch,
        checkpointSeals,
      }: {
        entries: NewEntry[]
        batch: number
        checkpointSeals: number
      }) {
        await empty(db)
        await write(...entries)
        await sealerOf({ batch, checkpointSeals }).seal()
        const checkpoint = await sealerOf().checkpoint()
        if (checkpoint === null) throw new Error('there is no checkpoint')
        return { name: 'kept', checkpoint: readCheckpoint(writeCheckpoint(checkpoint)) } satisfies AnchoredCheckpoint
      }

      test.each(tamperings)('finds it when somebody $does', async (tampering: Tampering) => {
        await fc.assert(
          fc.asyncProperty(log, fc.gen(), async ({ page, ...written }, draw) => {
            const anchor = await writeLog(written)
            expect(await faultOf({ page, anchored: [anchor] })).toBeNull()
            const expected = await tamper(db, tampering, (least, most) => draw(fc.integer, { min: least, max: most }))
            if (expected === 'nothing') return
            const anchored = tampering.needsAnchor ? [anchor] : []
            const { fault, faults } = await verifyAuditLog(seals, { page, anchored })
            expect(fault).not.toBeNull()
            expect(faults[fault?.kind ?? 'log-truncated']).toBeGreaterThan(0)
            expect(fault).toMatchObject(expected)
          }),
          { numRuns: 30 },
        )
      })

      test('what waits for its seal is counted and is no fault', async () => {
        await write(...entriesOf(3))
        await sealerOf().seal()
        await write(...entriesOf(2))
        expect(await verifyAuditLog(seals)).toMatchObject({ fault: null, entries: 3, waiting: 2, afterCheckpoint: 0 })
      })

      test('what is sealed and checkpointed meanwhile is left out', async () => {
        await write(...entriesOf(9))
        await sealerOf().seal()
        const growing: AuditSeals = Object.assign(Object.create(seals), {
          sealedEntries: async (afterSeq: number, limit: number) => {
            await write(...entriesOf(3))
            await sealerOf({ checkpointSeals: 1 }).seal()
            return seals.sealedEntries(afterSeq, limit)
          },
        })
        const bound = bindAll(seals, growing)
        expect(await verifyAuditLog(bound, { page: 2 })).toMatchObject({
          fault: null,
          entries: 9,
          storedCheckpoints: 1,
        })
      })

      test('with a key, a log whose newest checkpoint is not signed with it is refused', async () => {
        const signer = new CheckpointSigner('ab'.repeat(32))
        const publicKeys = [signer.publicKey]
        await write(...entriesOf(3))
        await sealerOf().seal()
        expect(await faultOf({ publicKeys })).toMatchObject({ kind: 'signature-missing' })
        await sealerOf({ signer }).seal()
        expect(await faultOf({ publicKeys })).toBeNull()
        expect(await faultOf({ publicKeys: [new CheckpointSigner('cd'.repeat(32)).publicKey] })).toMatchObject({
          kind: 'signature-missing',
        })
        await db.updateTable('audit_checkpoints').set({ created_at: 5 }).execute()
        expect(await faultOf({ publicKeys })).toMatchObject({ kind: 'signature-invalid', seq: 3 })
        await db.updateTable('audit_checkpoints').set({ public_key: 'not a key' }).execute()
        expect(await faultOf()).toMatchObject({ kind: 'signature-invalid', seq: 3 })
      })

      test('a log that was forged as a whole is found by a checkpoint kept elsewhere, or by the key, and by nothing else', async () => {
        const signer = new CheckpointSigner('ab'.repeat(32))
        await write(...entriesOf(5))
        await sealerOf({ signer }).seal()
        const kept = await sealerOf({ signer }).checkpoint()
        if (kept === null) throw new Error('there is no checkpoint')
        await db.updateTable('audit_logs').set({ actor: 'nobody' }).where('target_id', '=', 't2').execute()
        await reseal(db)
        await sealerOf().seal()
        expect(await faultOf()).toBeNull()
        expect(await faultOf({ anchored: [{ name: 'kept', checkpoint: kept }] })).toMatchObject({
          kind: 'checkpoint-differs',
          seq: 5,
          anchor: 'kept',
        })
        expect(await faultOf({ publicKeys: [signer.publicKey] })).toMatchObject({ kind: 'signature-missing' })
      })
    })
  })
}

async function empty(db: Kysely<Schema>): Promise<void> {
  for (const table of ['audit_logs', 'audit_seals', 'audit_checkpoints', 'audit_unsealed'] as const)
    await db.deleteFrom(table).execute()
}

/** As somebody does who may write to the whole database: every entry waits for its seal again. */
async function reseal(db: Kysely<Schema>): Promise<void> {
  await db.deleteFrom('audit_seals').execute()
  await db.deleteFrom('audit_checkpoints').execute()
  await db
    .insertInto('audit_unsealed')
    .columns(['entry_id'])
    .expression(db.selectFrom('audit_logs').select('id'))
    .execute()
}

function entriesOf(count: number): NewEntry[] {
  return Array.from({ length: count }, (_, at) => auditEntryOf(at))
}

export function auditEntryOf(at: number): NewEntry {
  return {
    project_id: 'default',
    actor: 'someone',
    action: 'rule_update',
    target_type: 'rule',
    target_id: `t${at}`,
    details: `{"at": ${at}}`,
    created_at: 1_000 + at,
  }
}

/** The same seals, where every call waits for its turn. */
function delayed(seals: AuditSeals, scheduler: fc.Scheduler): AuditSeals {
  return new Proxy(seals, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...values: unknown[]) => Promise<unknown>
      return async (...values: unknown[]) => {
        await scheduler.schedule(Promise.resolve())
        return method.apply(target, values)
      }
    },
  })
}

/** The methods of the second, and for the others those of the first. */
function bindAll(seals: AuditSeals, changed: Partial<AuditSeals>): AuditSeals {
  return new Proxy(seals, {
    get: (target, name) => {
      if (Object.hasOwn(changed, name)) return Reflect.get(changed, name)
      return (Reflect.get(target, name) as (...values: unknown[]) => unknown).bind(target)
    },
  })
}
