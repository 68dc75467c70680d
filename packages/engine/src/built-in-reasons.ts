import type { Content, Reason } from '@agentsentry/contract'
import type { Line } from './collect-text.ts'
import { collidingKeys } from './views/colliding-keys.ts'

/** What AgentSentry finds by itself, whatever the rules. */
const head = { type: 'built_in', severity: 'warning', decision: 'warn' } as const

/** A view that was cut short may have missed something, which must not pass for "nothing is there". */
export function incompleteReason(cause: string): Reason {
  return {
    ...head,
    rule: 'agentsentry.limits',
    description: 'The trace holds more disguised text than is read; what is beyond was looked at only as it stands.',
    unevaluated: cause,
  }
}

/** Two keys of one object that look alike: whoever checks reads one of them, and whoever acts perhaps the other. */
export function keyReasons(content: Content, lines: readonly Line[]): Reason[] {
  if (!lines.some(({ prefix }) => /[^ -~]/.test(prefix))) return []
  const [first, second] = collidingKeys(content)
  if (first === undefined || second === undefined) return []
  return [
    {
      ...head,
      rule: 'agentsentry.keys',
      description: `Two keys of one object look alike, \`${first}\` is the other. What reads it may take one for the other.`,
      path: second,
      view: 'folded',
    },
  ]
}
