import type { Reason } from '@agentsentry/contract'
import type { TraceEntry } from './ports/trace-store.ts'

/**
 * A tool call as it is recorded in a session that is in quarantine: blocked, whatever the rules said. Nobody outside is
 * told: it belongs to the incident that led to the quarantine. Neither is a judge asked: there is nothing left to raise.
 */
export function quarantineEntry<Entry extends TraceEntry>(entry: Entry, quarantinedBy: string | null): Entry {
  const { trace } = entry
  const reasons: Reason[] = [...JSON.parse(trace.reasonsJson), quarantineReason(quarantinedBy)]
  return {
    ...entry,
    trace: { ...trace, decision: 'block', reasonsJson: JSON.stringify(reasons) },
    audit: {
      actor: entry.audit?.actor ?? 'system',
      action: 'trace_block',
      targetType: 'trace',
      targetId: trace.id,
      details: {
        session_id: trace.sessionId,
        phase: trace.phase,
        tool: trace.tool,
        rules: reasons.filter(({ decision }) => decision === 'block').map(({ rule }) => rule),
      },
    },
    check: false,
    incident: null,
  }
}

const quarantineRule = 'session_quarantined'

export function isQuarantine({ rule, type }: Reason): boolean {
  return rule === quarantineRule && type === 'built_in'
}

function quarantineReason(quarantinedBy: string | null): Reason {
  return {
    rule: quarantineRule,
    type: 'built_in',
    severity: 'critical',
    decision: 'block',
    description:
      `The session is in quarantine: ${quarantinedBy === null ? 'a trace' : `the trace \`${quarantinedBy}\``} in it was ` +
      'raised to `block` after it had been answered. Tool calls are blocked until somebody releases the session.',
  }
}
