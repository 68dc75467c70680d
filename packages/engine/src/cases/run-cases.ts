import type { Content, Reason, Role, RuleDefinition } from '@agentsentry/contract'
import type { Case } from './case-document.ts'

/** A way into AgentSentry: the engine itself, the pipeline over a store, the HTTP API, an SDK. */
export interface FrontDoor {
  /** A fresh session in which just these rules are in force. */
  openSession(rules: readonly RuleDefinition[]): Promise<CaseSession>
}

export interface CaseSession {
  check(trace: { role: Role; content: Content }): Promise<CheckedStep>
  close?(): Promise<void>
}

export interface CheckedStep {
  readonly decision: string
  readonly reasons: readonly Reason[]
  readonly shadow: readonly Reason[]
  /** What was kept of it, where the door leads to a store. */
  readonly recorded?: {
    readonly content: unknown
    readonly decision: string
    readonly reasons: readonly Reason[]
    readonly shadow: readonly Reason[]
    /** Actions of the audit entries about this trace. */
    readonly audit: readonly string[]
  }
}

export interface CaseOutcome {
  readonly name: string
  /** What did not hold; empty when the case passed. */
  readonly faults: readonly string[]
}

/** Runs one case through a door and compares the verdicts, and what was recorded, with what the case expects. */
export async function runCase(
  door: FrontDoor,
  rules: readonly RuleDefinition[],
  { name, traces }: Case,
): Promise<CaseOutcome> {
  const session = await door.openSession(rules)
  const faults: string[] = []
  try {
    for (const [index, { role, content, expect }] of traces.entries()) {
      const step = await session.check({ role, content })
      const place = traces.length === 1 ? '' : `trace ${index + 1}: `
      for (const fault of [...compareVerdict(expect, step), ...compareRecord(content, step)]) faults.push(place + fault)
    }
  } finally {
    await session.close?.()
  }
  return { name, faults }
}

type Expectation = Case['traces'][number]['expect']

function compareVerdict(expect: Expectation, { decision, reasons, shadow }: CheckedStep): string[] {
  const faults: string[] = []
  const given = reasons.map((reason) => reason.rule)
  if (decision !== expect.decision) faults.push(`decision is ${decision} (by ${list(given)}), not ${expect.decision}`)
  const named = expect.rules ?? (expect.decision === 'allow' ? [] : null)
  if (named !== null && list(given) !== list(named))
    faults.push(`rules that matched are ${list(given)}, not ${list(named)}`)
  const inShadow = list(shadow.map(({ rule }) => rule))
  if (expect.shadow !== undefined && inShadow !== list(expect.shadow))
    faults.push(`rules in shadow that would match are ${inShadow}, not ${list(expect.shadow)}`)
  for (const wanted of expect.reasons ?? []) {
    const reason = reasons.find(({ rule }) => rule === wanted.rule)
    if (reason === undefined) faults.push(`no reason by \`${wanted.rule}\``)
    else faults.push(...compareReason(wanted, reason))
  }
  return faults
}

function compareReason(wanted: NonNullable<Expectation['reasons']>[number], reason: Reason): string[] {
  const fields = ['path', 'span', 'key_span', 'excerpt', 'view'] as const
  return fields.flatMap((field) => {
    const [is, shouldBe] = [JSON.stringify(reason[field]), JSON.stringify(wanted[field])]
    return shouldBe === undefined || is === shouldBe ? [] : [`${field} of \`${wanted.rule}\` is ${is}, not ${shouldBe}`]
  })
}

/**
 * Whatever was answered must be what was kept, and what stops an agent must be in the audit log. Content must be kept as it was
 * sent, unless a rule redacts something in it, and then it must not.
 */
function compareRecord(content: Content, { decision, reasons, shadow, recorded }: CheckedStep): string[] {
  if (recorded === undefined) return []
  const faults: string[] = []
  const isAsSent = JSON.stringify(recorded.content) === JSON.stringify(content)
  const isRedacted = reasons.some((reason) => reason.decision === 'redact')
  if (isAsSent && isRedacted) faults.push('what a rule redacts was recorded')
  if (!isAsSent && !isRedacted) faults.push('the content was recorded otherwise than it was sent')
  if (recorded.decision !== decision) faults.push(`recorded as ${recorded.decision}, answered as ${decision}`)
  if (JSON.stringify(recorded.reasons) !== JSON.stringify(reasons))
    faults.push('the reasons were recorded otherwise than answered')
  if (JSON.stringify(recorded.shadow) !== JSON.stringify(shadow))
    faults.push('what rules in shadow would have said was recorded otherwise than answered')
  const wanted = decision === 'block' || decision === 'ask' ? [`trace_${decision}`] : []
  if (list(recorded.audit) !== list(wanted))
    faults.push(`audit entries are ${list(recorded.audit)}, not ${list(wanted)}`)
  return faults
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : [...names].sort().join(', ')
}
