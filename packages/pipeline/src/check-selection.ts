import { type Decision, type Phase, phases } from '@agentsentry/contract'

/** Which traces a judge is asked about. */
export type CheckSelection =
  | { readonly kind: 'none' | 'all' | 'warn' }
  | { readonly kind: 'phases'; readonly phases: ReadonlySet<Phase> }
  | { readonly kind: 'sample'; readonly share: number }

export const noChecks: CheckSelection = { kind: 'none' }

/** What of a trace decides whether it is checked. */
interface Checked {
  readonly id: string
  readonly phase: Phase
  readonly decision: Decision
}

/** A blocked trace is never checked: a judge can only raise a decision. */
export function isSelected(selection: CheckSelection, { id, phase, decision }: Checked): boolean {
  if (decision === 'block') return false
  switch (selection.kind) {
    case 'none':
      return false
    case 'all':
      return true
    case 'warn':
      return decision !== 'allow'
    case 'phases':
      return selection.phases.has(phase)
    case 'sample':
      return Number.parseInt(id.slice(-8), 16) < selection.share * 2 ** 32
  }
}

/**
 * Reads `none`, `all`, `warn`, `phases:user,tool_call` or `sample:0.1`; null when it is none of these. The share of a
 * sample is of all traces, drawn by the random end of their ids, so asking twice gives the same answer.
 */
export function parseCheckSelection(text: string): CheckSelection | null {
  if (text === 'none' || text === 'all' || text === 'warn') return { kind: text }
  const [, kind, value = ''] = /^(phases|sample):(.+)$/.exec(text) ?? []
  if (kind === 'sample') {
    const share = Number(value)
    return share > 0 && share <= 1 ? { kind, share } : null
  }
  if (kind !== 'phases') return null
  const named = value.split(',').map((name) => name.trim())
  return named.every((name) => (phases as readonly string[]).includes(name))
    ? { kind, phases: new Set(named as Phase[]) }
    : null
}
