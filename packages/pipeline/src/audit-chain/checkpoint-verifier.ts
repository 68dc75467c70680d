import type { AuditCheckpoint, AuditSeals } from '../ports/audit-seals.ts'
import type { AuditFaults } from './audit-fault.ts'
import type { ChainVerifier } from './chain-verifier.ts'
import { isSignedBy } from './checkpoint-signature.ts'

/** A checkpoint that was kept elsewhere, and what to call it. */
export interface AnchoredCheckpoint {
  readonly name: string
  readonly checkpoint: AuditCheckpoint
}

const checkpointsAtOnce = 500

/** Holds checkpoints against the chain as it is gone along: those stored up to one, and those kept elsewhere. */
export class CheckpointVerifier {
  readonly #faults: AuditFaults
  readonly #seals: AuditSeals
  readonly #newestSeq: number
  readonly #anchored: readonly AnchoredCheckpoint[]
  #nextAnchored = 0
  #stored: readonly AuditCheckpoint[] = []
  #nextStored = 0
  storedCount = 0
  anchoredCount = 0
  /** Seals that the last checkpoint covers that was looked at. */
  covered = 0

  private constructor(
    seals: AuditSeals,
    newestSeq: number,
    anchored: readonly AnchoredCheckpoint[],
    faults: AuditFaults,
  ) {
    this.#seals = seals
    this.#newestSeq = newestSeq
    this.#anchored = [...anchored].sort((left, right) => left.checkpoint.seq - right.checkpoint.seq)
    this.#faults = faults
  }

  /** `newestSeq` is the number of seals of the newest stored checkpoint to look at. */
  static async open(
    seals: AuditSeals,
    options: { newestSeq: number; anchored: readonly AnchoredCheckpoint[]; faults: AuditFaults },
  ): Promise<CheckpointVerifier> {
    const verifier = new CheckpointVerifier(seals, options.newestSeq, options.anchored, options.faults)
    await verifier.#readStored(Number.MIN_SAFE_INTEGER)
    return verifier
  }

  /** How many seals the next checkpoint covers; infinite after the last. */
  get nextSeq(): number {
    return Math.min(this.#storedSeq, this.#anchoredSeq)
  }

  /** Compares every checkpoint that covers no more seals than the chain has come to. */
  async compare(chain: ChainVerifier): Promise<void> {
    while (this.nextSeq <= chain.seq) {
      const { checkpoint, name } = await this.#take()
      const where = { seq: checkpoint.seq, anchor: name }
      this.#checkSignature(checkpoint, name)
      const fits = checkpoint.seq === chain.seq && checkpoint.head === chain.hash && checkpoint.root === chain.root()
      if (!fits) this.#faults.add('checkpoint-differs', where)
      this.covered = checkpoint.seq
    }
  }

  /** What is left covers seals that are not there. */
  async finish(): Promise<void> {
    while (this.nextSeq < Number.POSITIVE_INFINITY) {
      const { checkpoint, name } = await this.#take()
      this.#checkSignature(checkpoint, name)
      this.#faults.add('log-truncated', { seq: checkpoint.seq, anchor: name })
    }
  }

  #checkSignature(checkpoint: AuditCheckpoint, anchor: string | null): void {
    const { seq, signature } = checkpoint
    if (signature === null || isSignedBy(signature.publicKey, checkpoint, signature)) return
    this.#faults.add('signature-invalid', { seq, anchor })
  }

  get #storedSeq(): number {
    return this.#stored[this.#nextStored]?.seq ?? Number.POSITIVE_INFINITY
  }

  get #anchoredSeq(): number {
    return this.#anchored[this.#nextAnchored]?.checkpoint.seq ?? Number.POSITIVE_INFINITY
  }

  async #take(): Promise<{ checkpoint: AuditCheckpoint; name: string | null }> {
    if (this.#anchoredSeq < this.#storedSeq) {
      this.anchoredCount++
      return this.#anchored[this.#nextAnchored++] as AnchoredCheckpoint
    }
    this.storedCount++
    const checkpoint = this.#stored[this.#nextStored++] as AuditCheckpoint
    if (this.#nextStored === this.#stored.length) await this.#readStored(checkpoint.seq)
    return { checkpoint, name: null }
  }

  async #readStored(afterSeq: number): Promise<void> {
    const page = await this.#seals.checkpoints(afterSeq, checkpointsAtOnce)
    this.#stored = page.filter(({ seq }) => seq <= this.#newestSeq)
    this.#nextStored = 0
  }
}
