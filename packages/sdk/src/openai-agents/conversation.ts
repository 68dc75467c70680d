import type { Judge } from '../judge.ts'
import type { Ruling } from '../ruling.ts'

/** What is known of a conversation, so that nothing in it is asked about twice. */
export interface Conversation {
  /** Texts that were let through, as `role: text`. */
  readonly passed: Set<string>
  /** By the id of a call: what was ruled of it before it was due, and of which content. */
  readonly ruled: Map<string, { readonly content: string; readonly ruling: Ruling }>
  /** By the id of a call: what its tool gave in place of an error that was judged. */
  readonly failed: Map<string, string>
}

const conversations = new WeakMap<Judge, Conversation>()

export function conversationOf(enforcer: Judge): Conversation {
  const known = conversations.get(enforcer)
  if (known !== undefined) return known
  const conversation = { passed: new Set<string>(), ruled: new Map(), failed: new Map() }
  conversations.set(enforcer, conversation)
  return conversation
}
