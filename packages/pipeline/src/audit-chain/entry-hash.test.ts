import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoredAuditEntry } from '../ports/audit-seals.ts'
import { genesisHash, hashEntry, sealEntries } from './entry-hash.ts'

const first: StoredAuditEntry = {
  id: 7,
  projectId: 'default',
  actor: 'api_key',
  action: 'rule_create',
  targetType: 'rule',
  targetId: '1',
  detailsJson: '{"name": "é \\"x\\""}',
  createdAtMs: 1_763_812_800_000,
}
const second: StoredAuditEntry = {
  id: 5,
  projectId: 'other',
  actor: 'system',
  action: 'trace_block',
  targetType: 'trace',
  targetId: 't',
  detailsJson: '{}',
  createdAtMs: 1_763_812_800_001,
}

test('hashes are those that another program computes', () => {
  // From Python's json and hashlib, by what `docs/audit.md` says.
  const hashes = [
    '413ba30e8238e07a76a90e68a8c8bf6cad65b8b2ef6a18dfe9a44c7ffdce7d75',
    'fdeecb8737d6eaf49b2e38eae5077e47c8f1e3bb9c6ae8ed1c11992232b55f9b',
  ] as const
  expect(sealEntries(null, [first, second])).toEqual([
    { seq: 1, entryId: 7, hash: hashes[0] },
    { seq: 2, entryId: 5, hash: hashes[1] },
  ])
  expect(sealEntries({ seq: 1, hash: hashes[0] }, [second])).toEqual([{ seq: 2, entryId: 5, hash: hashes[1] }])
})

const entry = fc.record({
  id: fc.nat(3),
  projectId: fc.string({ maxLength: 2 }),
  actor: fc.string({ maxLength: 2 }),
  action: fc.string({ maxLength: 2 }),
  targetType: fc.string({ maxLength: 2 }),
  targetId: fc.string({ maxLength: 2 }),
  detailsJson: fc.string({ maxLength: 2 }),
  createdAtMs: fc.nat(3),
})

test('text that moves from one field to the next gives another hash', () => {
  fc.assert(
    fc.property(entry, fc.string({ minLength: 1 }), (plain, text) => {
      const { actor, action } = plain
      const before = hashEntry(genesisHash, 1, { ...plain, actor: actor + text, action })
      expect(hashEntry(genesisHash, 1, { ...plain, actor, action: text + action })).not.toBe(before)
    }),
  )
})

test('any other entry, place or history gives another hash', () => {
  const history = fc.constantFrom(genesisHash, 'ab'.repeat(32))
  const place = fc.tuple(history, fc.integer({ min: 1, max: 3 }), entry)
  fc.assert(
    fc.property(place, place, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other)
      expect(hashEntry(...one) === hashEntry(...other)).toBe(isSame)
    }),
  )
})
