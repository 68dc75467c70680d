/** An entry of the audit log as it is stored: `detailsJson` is the text, byte for byte. */
export interface StoredAuditEntry {
  readonly id: number
  readonly projectId: string
  readonly actor: string
  readonly action: string
  readonly targetType: string
  readonly targetId: string
  readonly detailsJson: string
  readonly createdAtMs: number
}

/** The place of an entry in the chain. Numbers begin at 1 and have no gaps. `hash` is lower-case hex, as are all here. */
export interface AuditSeal {
  readonly seq: number
  readonly entryId: number
  readonly hash: string
}

/** The newest seal. */
export interface AuditHead {
  readonly seq: number
  readonly hash: string
}

export interface SealedEntry extends AuditSeal {
  /** Null when the entry is gone. */
  readonly entry: StoredAuditEntry | null
}

/** What anybody needs to tell later whether the first `seq` entries are still what they were. */
export interface AuditCheckpoint {
  readonly seq: number
  /** Hash of the last of these entries. */
  readonly head: string
  /** Merkle tree hash of the hashes of all these entries. */
  readonly root: string
  readonly createdAtMs: number
  readonly signature: CheckpointSignature | null
}

export interface CheckpointSignature {
  /** Ed25519, 32 bytes as base64. */
  readonly publicKey: string
  /** 64 bytes as base64. */
  readonly value: string
}

/** A checkpoint as it is stored: with the roots of the whole subtrees, largest first, from which the tree can grow on. */
export interface StoredCheckpoint extends AuditCheckpoint {
  readonly frontier: readonly string[]
}

/** What of the log is in no seal. */
export interface UnsealedCount {
  /** Entries that wait for their seal. */
  readonly waiting: number
  /** Least id of an entry that neither has a seal nor waits for one: it was put in, or its seal was taken out. */
  readonly strayId: number | null
  /** Least id that waits for a seal but whose entry is gone. */
  readonly lostId: number | null
}

/** The chain of seals over the audit log of all projects. It never changes an entry. */
export interface AuditSeals {
  /**
   * Entries that have no seal, by id, at most `limit`. An entry is among them from the transaction on that wrote it until
   * it is sealed, also when entries with greater ids were committed, and sealed, before it.
   */
  unsealed(limit: number): Promise<StoredAuditEntry[]>
  /**
   * Writes the seals, which follow `head` without a gap, in one transaction. `head-moved`, and nothing is written, when the
   * chain ends elsewhere by now, so that of several sealers one goes on and the others look again.
   */
  append(seals: readonly AuditSeal[], head: AuditHead | null): Promise<'appended' | 'head-moved'>
  /** Null before the first seal. */
  head(): Promise<AuditHead | null>
  /** Seals after this number, in order, with their entries. Fewer than `limit` only at the end. */
  sealedEntries(afterSeq: number, limit: number): Promise<SealedEntry[]>
  /** As {@link sealedEntries}, without the entries. */
  seals(afterSeq: number, limit: number): Promise<AuditSeal[]>
  /** One moment's view of what has no seal. Reads the whole log. */
  countUnsealed(): Promise<UnsealedCount>
  /** One of as many seals that is there already stays as it is, unless it has no signature and this one has. */
  addCheckpoint(checkpoint: StoredCheckpoint): Promise<void>
  newestCheckpoint(): Promise<StoredCheckpoint | null>
  /** Checkpoints of more than so many seals, in order. Fewer than `limit` only at the end. */
  checkpoints(afterSeq: number, limit: number): Promise<StoredCheckpoint[]>
}
