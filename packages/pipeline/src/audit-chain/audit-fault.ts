export type AuditFaultKind =
  | 'entry-changed'
  | 'entry-missing'
  | 'entry-unsealed'
  | 'seal-missing'
  | 'log-truncated'
  | 'checkpoint-differs'
  | 'signature-invalid'
  | 'signature-missing'

/** Something that a log nobody tampered with does not show. */
export interface AuditFault {
  readonly kind: AuditFaultKind
  /** Place in the chain; null for what has none. */
  readonly seq: number | null
  readonly entryId: number | null
  /** Name of the checkpoint that it was found by, where it was one that was kept elsewhere. */
  readonly anchor: string | null
}

/** Keeps the first and counts all, so that a log that is nothing but faults takes no memory. */
export class AuditFaults {
  first: AuditFault | null = null
  readonly counts: Partial<Record<AuditFaultKind, number>> = {}

  add(kind: AuditFaultKind, where: Partial<Omit<AuditFault, 'kind'>>): void {
    this.first ??= { kind, seq: null, entryId: null, anchor: null, ...where }
    this.counts[kind] = (this.counts[kind] ?? 0) + 1
  }
}

/** One sentence for a person. */
export function describeAuditFault({ kind, seq, entryId, anchor }: AuditFault): string {
  const checkpoint = anchor === null ? `the stored checkpoint of ${seq} entries` : `the checkpoint \`${anchor}\``
  const sentences: Record<AuditFaultKind, string> = {
    'entry-changed': `entry ${entryId} (number ${seq} of the chain) is not what was sealed`,
    'entry-missing':
      seq === null
        ? `entry ${entryId} is gone; it had no seal yet`
        : `entry ${entryId} (number ${seq} of the chain) is gone`,
    'entry-unsealed': `entry ${entryId} has no seal and does not wait for one: it was put in, or its seal was taken out`,
    'seal-missing': `the chain has no seal ${seq}, but later ones`,
    'log-truncated': `the log ends before entry ${seq}, which ${checkpoint} covers`,
    'checkpoint-differs': `the first ${seq} entries are not those of ${checkpoint}`,
    'signature-invalid': `the signature of ${checkpoint} does not fit it`,
    'signature-missing': 'the newest checkpoint is not signed with a key that is trusted',
  }
  return sentences[kind]
}
