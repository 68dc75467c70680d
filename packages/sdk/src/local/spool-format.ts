import { type Decision, decisionSchema, type NewSession, type Role, roleSchema } from '@agentsentry/contract'
import { isRecord } from '../answer.ts'

/** A line of the folder. */
export type SpoolLine =
  | { readonly kind: 'session'; readonly key: string; readonly id: string | null; readonly newSession: NewSession }
  | {
      readonly kind: 'trace'
      readonly key: string
      readonly session: string
      readonly role: Role
      readonly content: Record<string, unknown>
      readonly local: { readonly decision: Decision; readonly rule_set: number } | null
    }
  | { readonly kind: 'settled'; readonly keys: readonly string[] }

export function sessionLine(session: { key: string; id: string | null; newSession: NewSession }): string {
  const { key, id, newSession } = session
  return JSON.stringify({ kind: 'session', key, id, newSession })
}

export function settledLine(keys: readonly string[]): string {
  return JSON.stringify({ kind: 'settled', keys })
}

interface WrittenTrace {
  readonly key: string
  readonly session: { readonly key: string }
  readonly role: Role
  readonly local: { readonly decision: Decision; readonly rule_set: number } | null
}

/** The content goes in as the text that it is already. */
export function traceLine({ key, session, role, local }: WrittenTrace, contentJson: string): string {
  const head = JSON.stringify({ kind: 'trace', key, session: session.key, role, local })
  return `${head.slice(0, -1)},"content":${contentJson}}`
}

/** Null for a line that is none: torn by a crash, or not ours. */
export function readLine(text: string): SpoolLine | null {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch {
    return null
  }
  if (!isRecord(line)) return null
  const { kind, key } = line
  if (kind === 'settled') return Array.isArray(line.keys) ? { kind, keys: line.keys.map(String) } : null
  if (typeof key !== 'string') return null
  if (kind === 'session') return readSession(key, line)
  return kind === 'trace' ? readTrace(key, line) : null
}

function readSession(key: string, { id, newSession }: Record<string, unknown>): SpoolLine | null {
  if ((id !== null && typeof id !== 'string') || !isRecord(newSession)) return null
  return { kind: 'session', key, id, newSession }
}

function readTrace(key: string, { session, role, content, local }: Record<string, unknown>): SpoolLine | null {
  const known = roleSchema.safeParse(role)
  if (typeof session !== 'string' || !known.success || !isRecord(content)) return null
  if (!isRecord(local)) return { kind: 'trace', key, session, role: known.data, content, local: null }
  const decision = decisionSchema.safeParse(local.decision)
  if (!decision.success || typeof local.rule_set !== 'number') return null
  const verdict = { decision: decision.data, rule_set: local.rule_set }
  return { kind: 'trace', key, session, role: known.data, content, local: verdict }
}
