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
