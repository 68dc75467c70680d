import type { AuditCheckpoint, AuditHead, AuditSeals, StoredCheckpoint } from '../ports/audit-seals.ts'
import type { Clock } from '../ports/clock.ts'
import type { CheckpointSigner } from './checkpoint-signature.ts'
import { sealEntries } from './entry-hash.ts'
import { isFrontierOf, MerkleFrontier } from './merkle-tree.ts'

export interface AuditSealerOptions {
  readonly seals: AuditSeals
  readonly clock: Clock
  /** Null leaves checkpoints unsigned. */
  readonly signer: CheckpointSigner | null
  /** Seals in one transaction. */
  readonly batch?: number
  /** A checkpoint comes after so many seals, or after so long when there is any new one. */
  readonly checkpointSeals?: number
  readonly checkpointMs?: number
}

/**
 * Seals what was written to the audit log, off its path. It keeps nothing that matters: any number of sealers, in any
 * number of processes, may work on one store, be killed at any moment, and begin anew.
 */
export class AuditSealer {
  readonly #options: Required<AuditSealerOptions>
  /** As far as this sealer knows; null when it does not. */
  #head: AuditHead | null = null
  #newest: StoredCheckpoint | null = null

  constructor(options: AuditSealerOptions) {
    this.#options = { batch: 500, checkpointSeals: 1_000, checkpointMs: 60_000, ...options }
  }

  /**
   * Seals all that waits now, and makes a checkpoint where one is due. Returns how many seals were written. Another sealer
   * that was quicker has its way; what is then still unsealed is left for the next call.
   */
  async seal(): Promise<number> {
    const { seals, batch } = this.#options
    for (let sealed = 0; ; ) {
      const entries = await seals.unsealed(batch)
      if (entries.length > 0) {
        const head = await seals.head()
        const following = sealEntries(head, entries)
        if ((await seals.append(following, head)) === 'head-moved') return sealed
        sealed += following.length
        this.#head = following.at(-1) as AuditHead
      }
      await this.#checkpointWhenDue()
      if (entries.length < batch) return sealed
    }
  }

  /** Makes a checkpoint of all that is sealed, unless there is one. Returns the newest; null when nothing is sealed. */
  async checkpoint(): Promise<AuditCheckpoint | null> {
    const { seals, clock, signer, batch } = this.#options
    const newest = await seals.newestCheckpoint()
    const frontier = frontierOf(newest)
    let head = newest === null || frontier.size < newest.seq ? null : newest.head
    for (;;) {
      const page = await seals.seals(frontier.size, batch)
      for (const { seq, hash } of page) {
        if (seq !== frontier.size + 1) throw new Error(`the seal ${frontier.size + 1} of the audit log is missing`)
        frontier.add(hash)
        head = hash
      }
      if (page.length < batch) break
    }
    if (head === null) return null
    const isThere = newest?.seq === frontier.size
    if (!isThere || (newest.signature === null && signer !== null)) {
      const unsigned = { seq: frontier.size, head, root: frontier.root(), createdAtMs: clock.nowMs() }
      const signature = signer?.sign(unsigned) ?? null
      await seals.addCheckpoint({ ...unsigned, signature, frontier: frontier.roots })
    }
    this.#newest = await seals.newestCheckpoint()
    return this.#newest
  }

  async #checkpointWhenDue(): Promise<void> {
    this.#head ??= await this.#options.seals.head()
    if (this.#head === null || !this.#isDue(this.#head)) return
    // Another sealer may have made one since.
    this.#newest = await this.#options.seals.newestCheckpoint()
    if (this.#isDue(this.#head)) await this.checkpoint()
  }

  #isDue(head: AuditHead): boolean {
    const { clock, signer, checkpointSeals, checkpointMs } = this.#options
    if (this.#newest === null || (signer !== null && this.#newest.signature === null)) return true
    const newSeals = head.seq - this.#newest.seq
    const passedMs = clock.nowMs() - this.#newest.createdAtMs
    // A clock that was set back must not put checkpoints off.
    return newSeals >= checkpointSeals || (newSeals > 0 && (passedMs >= checkpointMs || passedMs < 0))
  }
}

/** Where the tree goes on. A frontier that does not fit its root was not written by a sealer; the tree is then built anew. */
function frontierOf(checkpoint: StoredCheckpoint | null): MerkleFrontier {
  if (checkpoint === null || !isFrontierOf(checkpoint.frontier, checkpoint)) return new MerkleFrontier()
  return new MerkleFrontier(checkpoint.seq, checkpoint.frontier)
}
