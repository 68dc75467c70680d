import { hash } from 'node:crypto'
import type { AuditHead, AuditSeal, StoredAuditEntry } from '../ports/audit-seals.ts'

/** Stands where the hash of an earlier entry would, before the first. */
export const genesisHash = '0'.repeat(64)

const entryDomain = 'agentsentry-audit-entry/1'

/**
 * What the hash of an entry is taken of: a JSON array in its canonical form (RFC 8785, of strings and whole numbers only).
 * No two different entries, places or histories give the same text. `docs/audit.md` says it for whoever checks the log
 * with another program.
 */
export function canonicalEntry(previousHash: string, seq: number, entry: StoredAuditEntry): string {
  return JSON.stringify([
    entryDomain,
    previousHash,
    seq,
    entry.id,
    entry.projectId,
    entry.actor,
    entry.action,
    entry.targetType,
    entry.targetId,
    entry.detailsJson,
    entry.createdAtMs,
  ])
}

export function hashEntry(previousHash: string, seq: number, entry: StoredAuditEntry): string {
  return hash('sha256', canonicalEntry(previousHash, seq, entry))
}

/** The seals that follow `head`, one for each entry, in this order. */
export function sealEntries(head: AuditHead | null, entries: readonly StoredAuditEntry[]): AuditSeal[] {
  let { seq, hash: previousHash } = head ?? { seq: 0, hash: genesisHash }
  return entries.map((entry) => {
    seq++
    previousHash = hashEntry(previousHash, seq, entry)
    return { seq, entryId: entry.id, hash: previousHash }
  })
}
