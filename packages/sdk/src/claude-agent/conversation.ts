import type { Judge } from '../judge.ts'

/** What the hooks and the reader of one conversation tell each other. */
export interface Conversation {
  /** By the id of a call: what is told in place of its result, or of what rules redact in it. */
  readonly keptBack: Map<string, string>
  /** Resolves when what Claude has said so far is judged: to whether all of it passed. */
  said: Promise<boolean>
}

const conversations = new WeakMap<Judge, Conversation>()

export function conversationOf(enforcer: Judge): Conversation {
  const known = conversations.get(enforcer) ?? { keptBack: new Map(), said: Promise.resolve(true) }
  conversations.set(enforcer, known)
  return known
}

/**
 * A result of the same shape that says nothing, because Claude Code passes over a result of another shape and takes the old
 * one. Keys, numbers, booleans and the words for kinds of content stay.
 */
export function silenced(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return key === 'type' && /^[a-z_]{1,20}$/.test(value) ? value : '[withheld]'
  if (Array.isArray(value)) return value.map((item) => silenced(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, silenced(inner, name)]))
}
