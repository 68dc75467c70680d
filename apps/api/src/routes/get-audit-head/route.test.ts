import { setTimeout as wait } from 'node:timers/promises'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { type AuditHead, auditHeadSchema } from '@agentsentry/contract'
import { AuditSealer, CheckpointSigner, verifyAuditLog } from '@agentsentry/pipeline'
import { afterAll, expect, test } from 'vitest'
import { startApiOn } from '../api-under-test.ts'

const store = await SqliteStore.open({ path: ':memory:' })
const api = await startApiOn(store)
afterAll(async () => {
  await api.stop()
  await store.close()
})

async function readHead(): Promise<AuditHead> {
  const { status, body } = await api.get('/audit/head')
  expect(status).toBe(200)
  return auditHeadSchema.strict().parse(body)
}

test('200: before anything is sealed there is neither', async () => {
  expect(await readHead()).toEqual({ seq: 0, hash: null, unsealed: 1, checkpoint: null })
})

test('200: the head and the newest checkpoint are those of the log', async () => {
  const signer = new CheckpointSigner('ab'.repeat(32))
  const sealer = new AuditSealer({ seals: store.seals, clock: { nowMs: () => Date.now() }, signer })
  await sealer.seal()
  await api.newRule({ name: 'another', pattern: 'x' })
  expect((await readHead()).unsealed).toBe(1)
  await sealer.seal()
  const { head, root, fault } = await verifyAuditLog(store.seals)
  expect(fault).toBeNull()
  const shown = await readHead()
  expect(shown).toMatchObject({
    seq: head?.seq,
    hash: head?.hash,
    unsealed: 0,
    checkpoint: { size: 1, public_key: signer.publicKey },
  })
  await wait(1)
  await sealer.checkpoint()
  expect((await readHead()).checkpoint).toMatchObject({ size: 2, head: head?.hash, root })
})
