import type { Content, NewSession } from '@agentsentry/contract'
import type { RuleSet } from '@agentsentry/engine'
import type { Evaluator } from './ports.ts'

export interface MaskSessionPorts {
  readonly evaluator: Evaluator
  readonly ruleSet: RuleSet
}

/** What callers may write into a session as they please. */
const fields = ['title', 'agent', 'user_id', 'tags', 'metadata'] as const

/**
 * A session with the secrets masked that the rules find in what its creator says of it, read as a message of a user.
 * Every field keeps its type. Rejects with `overloaded`.
 */
export async function maskSession(session: NewSession, { evaluator, ruleSet }: MaskSessionPorts): Promise<NewSession> {
  const content: Content = {}
  for (const field of fields) if (session[field] != null) content[field] = session[field]
  if (Object.keys(content).length === 0) return session
  const facts = { phase: 'user', content, contentJson: JSON.stringify(content) } as const
  const { masked } = await evaluator.evaluate(ruleSet, facts)
  return masked === null ? session : { ...session, ...asFields(masked.content) }
}

/** Keys of sessions are the contract's: what is not among them is the mask of such a key, which says nothing. */
function asFields(content: Content): Partial<NewSession> {
  const { title, agent, user_id, tags, metadata } = content
  return {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof agent === 'string' ? { agent } : {}),
    ...(typeof user_id === 'string' ? { user_id } : {}),
    ...(tags === undefined ? {} : { tags: Array.isArray(tags) ? tags.map(String) : [String(tags)] }),
    ...(metadata === undefined ? {} : { metadata: isRecord(metadata) ? metadata : { masked: metadata } }),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
