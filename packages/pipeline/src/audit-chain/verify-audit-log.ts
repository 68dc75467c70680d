import type { AuditCheckpoint, AuditHead, AuditSeals, SealedEntry } from '../ports/audit-seals.ts'
import { type AuditFault, type AuditFaultKind, AuditFaults } from './audit-fault.ts'
import { ChainVerifier } from './chain-verifier.ts'
import { type AnchoredCheckpoint, CheckpointVerifier } from './checkpoint-verifier.ts'

export interface VerifyAuditLogOptions {
  /** Checkpoints that were kept elsewhere. */
  readonly anchored?: readonly AnchoredCheckpoint[]
  /** When any are given, the newest stored checkpoint must be signed with one of them. Ed25519, 32 bytes as base64. */
  readonly publicKeys?: readonly string[]
  /** Entries read at once. */
  readonly page?: number
}

export interface AuditReport {
  /** The first fault along the chain; null when the log is whole. */
  readonly fault: AuditFault | null
  /** How many of each kind. One thing that somebody did may show as several. */
  readonly faults: Readonly<Partial<Record<AuditFaultKind, number>>>
  /** Sealed entries that were looked at. */
  readonly entries: number
  /** Merkle tree hash of all of them. */
  readonly root: string
  readonly head: AuditHead | null
  readonly storedCheckpoints: number
  readonly anchoredCheckpoints: number
  /** Sealed entries that no checkpoint covers yet. */
  readonly afterCheckpoint: number
  /** Entries that wait for their seal: nothing is known of them yet. */
  readonly waiting: number
}

/**
 * Computes the chain and its tree anew and compares every seal and every checkpoint. Memory does not grow with the log.
 * Writing may go on meanwhile: what is sealed after this began is left out.
 */
export async function verifyAuditLog(seals: AuditSeals, options: VerifyAuditLogOptions = {}): Promise<AuditReport> {
  const { anchored = [], publicKeys = [], page = 5_000 } = options
  const faults = new AuditFaults()
  // In this order: a checkpoint is written after the seals that it covers.
  const newest = await seals.newestCheckpoint()
  const head = await seals.head()
  const newestSeq = newest?.seq ?? 0
  const checkpoints = await CheckpointVerifier.open(seals, { newestSeq, anchored, faults })
  const chain = new ChainVerifier(faults)
  for await (const sealedEntries of pagesUntil(head?.seq ?? 0, seals, page)) {
    for (const sealed of sealedEntries) {
      chain.add(sealed)
      if (checkpoints.nextSeq <= chain.seq) await checkpoints.compare(chain)
    }
  }
  await checkpoints.finish()
  if (head !== null && publicKeys.length > 0 && !isTrusted(newest, publicKeys))
    faults.add('signature-missing', { seq: newest?.seq ?? null })
  const { waiting, strayId, lostId } = await seals.countUnsealed()
  if (strayId !== null) faults.add('entry-unsealed', { entryId: strayId })
  if (lostId !== null) faults.add('entry-missing', { entryId: lostId })
  return {
    fault: faults.first,
    faults: faults.counts,
    entries: chain.count,
    root: chain.root(),
    head: chain.count === 0 ? null : { seq: chain.seq, hash: chain.hash },
    storedCheckpoints: checkpoints.storedCount,
    anchoredCheckpoints: checkpoints.anchoredCount,
    afterCheckpoint: Math.max(0, chain.seq - checkpoints.covered),
    waiting,
  }
}

/** The next page is read while this one is gone through. */
async function* pagesUntil(lastSeq: number, seals: AuditSeals, limit: number): AsyncGenerator<SealedEntry[]> {
  // A seal may have been put in front of the first.
  let next = seals.sealedEntries(Number.MIN_SAFE_INTEGER, limit)
  for (;;) {
    const page = await next
    const last = page.at(-1)
    const isLastPage = last === undefined || page.length < limit || last.seq >= lastSeq
    if (!isLastPage) {
      next = seals.sealedEntries(last.seq, limit)
      // Whoever takes the page may fail before this is awaited.
      next.catch(() => {})
    }
    yield last === undefined || last.seq <= lastSeq ? page : page.filter(({ seq }) => seq <= lastSeq)
    if (isLastPage) return
  }
}

function isTrusted(checkpoint: AuditCheckpoint | null, publicKeys: readonly string[]): boolean {
  return checkpoint?.signature != null && publicKeys.includes(checkpoint.signature.publicKey)
}
