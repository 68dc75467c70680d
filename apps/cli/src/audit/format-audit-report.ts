import { type AuditReport, describeAuditFault } from '@agentsentry/pipeline'
import { printable } from '../printable.ts'

/** What `audit verify` found, in lines for a person. */
export function formatAuditReport(report: AuditReport, durationMs: number): string {
  const { fault, faults, entries, head, storedCheckpoints, anchoredCheckpoints, afterCheckpoint, waiting } = report
  const rate = Math.round(entries / (durationMs / 1_000))
  const kinds = Object.entries(faults).map(([kind, count]) => `${count} × ${kind}`)
  return [
    fault === null ? 'The audit log is whole.' : `The audit log was tampered with: ${describeAuditFault(fault)}.`,
    ...(kinds.length === 0 ? [] : [`  found        ${kinds.join(', ')}`]),
    `  entries      ${entries} in ${(durationMs / 1_000).toFixed(1)} s (${rate} a second); ${waiting} wait for their seal`,
    `  checkpoints  ${storedCheckpoints} stored, ${anchoredCheckpoints} given; ${afterCheckpoint} entries after the last`,
    `  head         ${head === null ? 'none: nothing is sealed' : `${head.seq} ${head.hash}`}`,
    `  root         ${report.root}`,
  ]
    .map(printable)
    .join('\n')
}

/** The same as data. */
export function jsonAuditReport(report: AuditReport) {
  const { fault } = report
  return {
    whole: fault === null,
    fault:
      fault === null
        ? null
        : {
            kind: fault.kind,
            seq: fault.seq,
            entry_id: fault.entryId,
            checkpoint: fault.anchor,
            message: describeAuditFault(fault),
          },
    faults: report.faults,
    entries: report.entries,
    waiting: report.waiting,
    head: report.head,
    root: report.root,
    stored_checkpoints: report.storedCheckpoints,
    given_checkpoints: report.anchoredCheckpoints,
    after_checkpoint: report.afterCheckpoint,
  }
}
