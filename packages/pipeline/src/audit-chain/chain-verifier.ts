import type { SealedEntry } from '../ports/audit-seals.ts'
import type { AuditFaults } from './audit-fault.ts'
import { genesisHash, hashEntry } from './entry-hash.ts'
import { MerkleFrontier } from './merkle-tree.ts'

/** Goes along the chain and computes every hash anew. After a fault it goes on from what is stored, to count the others. */
export class ChainVerifier {
  readonly #faults: AuditFaults
  readonly #tree = new MerkleFrontier()
  /** Of the last seal that was looked at. */
  seq = 0
  hash = genesisHash

  constructor(faults: AuditFaults) {
    this.#faults = faults
  }

  /** How many seals were looked at. */
  get count(): number {
    return this.#tree.size
  }

  add({ seq, entryId, hash, entry }: SealedEntry): void {
    if (seq !== this.seq + 1) this.#faults.add('seal-missing', { seq: this.seq + 1 })
    if (entry === null) this.#faults.add('entry-missing', { seq, entryId })
    else if (hashEntry(this.hash, seq, entry) !== hash) this.#faults.add('entry-changed', { seq, entryId })
    this.#tree.add(hash)
    this.seq = seq
    this.hash = hash
  }

  /** Merkle tree hash of all seals so far. */
  root(): string {
    return this.#tree.root()
  }
}
